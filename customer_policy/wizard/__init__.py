# The mixin comes first: models are built in the order of their imports.
from . import customer_sheet_import_mixin

# isort: split
from . import (
    base_partner_merge,
    base_partner_merge_access,
    base_partner_merge_complaint,
    base_partner_merge_confidentiality,
    customer_access_decision,
    customer_access_emergency,
    customer_access_question,
    customer_access_reason,
    customer_complaint_choice_mixin,
    customer_complaint_hand_over,
    customer_complaint_import,
    customer_complaint_import_line,
    customer_complaint_import_read,
    customer_complaint_note,
    customer_complaint_problem_link,
    customer_complaint_reason,
    customer_complaint_reply,
    customer_confidentiality_classify,
    customer_confidentiality_declassify,
    customer_grade_adopt,
    customer_grade_assign,
    customer_grade_mend,
    customer_grade_metric_import,
    customer_grade_metric_import_line,
    customer_grade_objection_decision,
    customer_grade_override,
    customer_grade_past,
    customer_sheet_import_match,
)
