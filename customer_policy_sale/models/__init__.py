from . import (
    customer_grade,
    customer_grade_criterion,
    customer_grade_gap,
    sale_order,
)
