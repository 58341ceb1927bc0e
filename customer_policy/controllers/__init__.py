from . import (
    attachment_complaint,
    complaint_form,
    complaint_statistic,
    export,
    portal,
    portal_complaint,
    portal_complaint_new,
    portal_confidentiality,
    rating_complaint,
    signup_confidentiality,
    violation,
)
