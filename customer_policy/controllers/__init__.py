from . import (
    attachment_complaint,
    export,
    portal,
    portal_complaint,
    portal_confidentiality,
    rating_complaint,
    signup_confidentiality,
)
