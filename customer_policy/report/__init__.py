from . import (
    customer_complaint_report,
    customer_violation_report,
    customer_visit_report,
    customer_work_report_report,
)
