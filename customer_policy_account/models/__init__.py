from . import (
    account_move,
    account_move_complaint,
    account_move_confidentiality,
    account_move_send,
    customer_complaint,
    customer_grade,
    customer_grade_collection,
    customer_grade_criterion,
    customer_grade_gap,
    customer_grade_scheme,
    res_partner_bank,
)
