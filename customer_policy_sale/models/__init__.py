from . import customer_grade_criterion, sale_order
