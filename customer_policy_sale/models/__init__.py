from . import (
    customer_complaint,
    customer_complaint_target,
    customer_grade,
    customer_grade_criterion,
    customer_grade_gap,
    customer_policy_demo,
    customer_policy_timeline,
    sale_order,
    sale_order_complaint,
)
