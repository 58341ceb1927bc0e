from . import (
    test_access_log_sale,
    test_complaint_order,
    test_complaint_target,
    test_confidentiality_order,
    test_grade_pricelist,
    test_order_documents,
    test_order_metrics,
    test_signed_amount,
    test_timeline_orders,
)
