from . import (
    account_move,
    account_move_confidentiality,
    account_move_send,
    customer_grade_collection,
    customer_grade_criterion,
    res_partner_bank,
)
