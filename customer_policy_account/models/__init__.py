from . import (
    account_move,
    customer_grade_collection,
    customer_grade_criterion,
)
