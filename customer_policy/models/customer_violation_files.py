from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import violation_process

SETTLED = violation_process.STANDING | violation_process.OVER


class CustomerViolation(models.Model):
    """The files of a case: once it is decided, they only become more."""

    _inherit = "customer.violation"

    def write(self, vals):
        if "scan_ids" not in vals:
            return super().write(vals)
        before = {violation: violation.sudo().scan_ids for violation in self}
        res = super().write(vals)
        for violation, files in before.items():
            lost = files - violation.sudo().scan_ids
            if lost and violation.state in SETTLED:
                raise UserError(violation._kept_text(lost[0].name))
        return res

    def _kept_text(self, name):
        return self.env._(
            "“%(file)s” belongs to a case that was decided, and is kept.", file=name
        )

    def _keep_files(self, field, files, record=None):
        """Hang files that the user has sent on a case, or on a part of it.

        :param files: attachments or their ids, sent by the user
        """
        self.ensure_one()
        record = (self if record is None else record).sudo()
        attachments = self.env["ir.attachment"]
        if files:
            ids = files.ids if isinstance(files, models.BaseModel) else files
            attachments = attachments.browse(ids)
        if not attachments:
            return
        attachments.check_access("read")
        own = attachments.sudo()
        if own.filtered(lambda file: file.create_uid != self.env.user):
            raise AccessError(self.env._("Send files of your own."))
        own.write({"res_model": record._name, "res_id": record.id})
        record.write({field: [fields.Command.link(file.id) for file in own]})
