from odoo import api, models
from odoo.exceptions import UserError

from .customer_violation_files import SETTLED

VIOLATION = "customer.violation"
CONTENT = frozenset({"raw", "datas", "db_datas", "store_fname", "res_model", "res_id"})


class IrAttachment(models.Model):
    """Files of a case that was decided are neither deleted nor changed, by nobody.

    What its officers send each other is not for the person and the head.
    """

    _inherit = "ir.attachment"

    def _check_access(self, operation):
        """What the officers send each other is not for who may read the case alone."""
        result = super()._check_access(operation)
        if self.env.su or operation != "read":
            return result
        rest = self - result[0] if result else self
        if not (talk := rest._of_unreadable_talk()):
            return result
        forbidden = result[0] | talk if result else talk
        return forbidden, lambda: self.env["customer.confidentiality"]._hidden_error(
            talk[:1]
        )

    def _of_unreadable_talk(self):
        """Files of messages on cases whose messages the user may not read.

        What was handed in, signed or scanned belongs to the case itself.
        """
        files = self.sudo().filtered(
            lambda file: file.res_model == VIOLATION and file.res_id and not file.public
        )
        if not files:
            return self.browse()
        cases = self.env[VIOLATION].browse(set(files.mapped("res_id"))).exists()
        closed = cases - cases._with_readable_talk()
        talk = files.filtered(lambda file: file.res_id in closed._ids)
        return self.browse((talk - closed.sudo().scan_ids)._ids)

    def write(self, vals):
        if not CONTENT.isdisjoint(vals):
            self._check_not_of_settled_case()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_settled_case(self):
        self._check_not_of_settled_case()

    def _check_not_of_settled_case(self):
        files = self.sudo().filtered(
            lambda file: (
                file.res_model in ("customer.violation", "customer.penalty")
                and file.res_id
                and not file.res_field
            )
        )
        for model, some in files.grouped("res_model").items():
            records = self.env[model].sudo().browse(some.mapped("res_id")).exists()
            cases = records.violation_id if model == "customer.penalty" else records
            if cases.filtered(lambda case: case.state in SETTLED):
                raise UserError(cases[0]._kept_text(some[0].name))
