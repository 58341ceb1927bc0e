from . import (
    base_partner_merge,
    customer_confidentiality_classify,
    customer_confidentiality_declassify,
    customer_grade_assign,
    customer_grade_override,
)
