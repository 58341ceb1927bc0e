from . import (
    base_partner_merge,
    base_partner_merge_access,
    base_partner_merge_confidentiality,
    customer_access_decision,
    customer_access_emergency,
    customer_access_question,
    customer_access_reason,
    customer_confidentiality_classify,
    customer_confidentiality_declassify,
    customer_grade_assign,
    customer_grade_mend,
    customer_grade_override,
)
