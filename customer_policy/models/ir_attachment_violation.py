from odoo import api, models
from odoo.exceptions import UserError

from .customer_violation_files import SETTLED

VIOLATION = "customer.violation"
MEETING = "calendar.event"
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

        What was handed in, signed or scanned belongs to the case itself. An invitation
        to a meeting about a case tells what the meeting is called.
        """
        files = self.sudo().filtered(lambda file: file.res_id and not file.public)
        files = files.filtered(lambda file: file.res_model in (VIOLATION, MEETING))
        if not files:
            return self.browse()
        case_of = files._violations_spoken_of()
        cases = self.env[VIOLATION].browse(set(case_of.values())).exists()
        closed = cases - cases._with_readable_talk()
        talk = files.filtered(lambda file: case_of.get(file) in closed._ids)
        return self.browse((talk - closed.sudo().scan_ids)._ids)

    def _violations_spoken_of(self):
        """:return: {file: id of a case}, but for meetings that one takes part in"""
        of_meetings = self.filtered(lambda file: file.res_model == MEETING)
        meetings = self.env[MEETING].sudo().browse(set(of_meetings.mapped("res_id")))
        me = self.env.user.partner_id
        about = {
            meeting.id: meeting.res_id
            for meeting in meetings.exists()
            if meeting.res_model == VIOLATION and me not in meeting.partner_ids
        }
        return {
            file: about.get(file.res_id) if file in of_meetings else file.res_id
            for file in self
        }

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
