from . import customer_grade_criterion, customer_grade_review, sale_order
