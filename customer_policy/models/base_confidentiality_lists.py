from odoo import models


class Base(models.AbstractModel):
    _inherit = "base"

    def _check_access(self, operation):
        """Hide documents by their lists of contacts, which rules see incompletely."""
        result = super()._check_access(operation)
        confidentiality = self.env["customer.confidentiality"]
        if (
            self.env.su
            or operation == "create"
            or self._name not in confidentiality._hidden_by_lists()
        ):
            return result
        rest = self - result[0] if result else self
        hidden = confidentiality._hidden_records(rest)
        if not hidden:
            return result
        forbidden = result[0] | hidden if result else hidden
        return forbidden, lambda: confidentiality._hidden_error(hidden[:1])
