from odoo import models

from .customer_policy_arguments import check_one

OURS = "customer."


class Base(models.AbstractModel):
    """Whoever calls an act on no record, or on several, is told what it takes.

    Odoo breaks down there. It asks of each field that is read: the first line decides.
    """

    _inherit = "base"

    def ensure_one(self):
        if len(self._ids) == 1 and self._ids[0]:
            return self
        if self._name.startswith(OURS):
            check_one(self)
        return super().ensure_one()
