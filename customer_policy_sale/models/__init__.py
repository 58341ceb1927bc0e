from . import (
    customer_complaint,
    customer_complaint_target,
    customer_grade,
    customer_grade_criterion,
    customer_grade_gap,
    sale_order,
    sale_order_complaint,
)
