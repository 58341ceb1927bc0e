from . import customer_grade_assign, customer_grade_override
