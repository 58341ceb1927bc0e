from . import base_partner_merge, customer_grade_assign, customer_grade_override
