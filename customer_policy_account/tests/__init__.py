from . import (
    test_collected_amount,
    test_complaint_compensation,
    test_days_to_pay,
    test_duplicate_bank_account,
    test_grade_overdue,
    test_grade_terms,
    test_masked_documents,
    test_masked_portal,
    test_overdue_share,
    test_payment_documents,
    test_payment_metrics,
    test_timeline_invoices,
)
