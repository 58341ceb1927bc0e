from . import customer_policy_protected_mixin
from . import customer_policy_rule_mixin
from . import customer_policy
from . import customer_policy_clause
