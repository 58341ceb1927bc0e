# The mixins come first: models are built in the order of their imports.
from . import customer_policy_protected_mixin, customer_policy_rule_mixin

# isort: split
from . import (
    base_confidentiality,
    customer_access_grant,
    customer_access_hold,
    customer_confidentiality,
    customer_confidentiality_level,
    customer_confidentiality_model,
    customer_confidentiality_register,
    customer_grade,
    customer_grade_assignment,
    customer_grade_assignment_explanation,
    customer_grade_bracket,
    customer_grade_criterion,
    customer_grade_entry,
    customer_grade_review,
    customer_grade_review_apply,
    customer_grade_review_compute,
    customer_grade_review_cron,
    customer_grade_review_figures,
    customer_grade_review_line,
    customer_grade_review_line_explanation,
    customer_grade_scheme,
    customer_policy,
    customer_policy_clause,
    ir_rule,
    res_config_settings,
    res_partner_confidentiality,
    res_partner_grading,
    res_partner_search,
)
