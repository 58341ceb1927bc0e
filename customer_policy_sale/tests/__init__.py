from . import test_order_documents, test_order_metrics, test_signed_amount
