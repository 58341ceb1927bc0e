from . import (
    attachment_complaint,
    complaint_form,
    customer_report,
    export,
    policy_request,
    portal,
    portal_complaint,
    portal_complaint_new,
    portal_confidentiality,
    rating_complaint,
    signup_confidentiality,
    violation,
)
