from odoo import fields, models


class CustomerWorkReportComment(models.TransientModel):
    """What a superior says about a report, with reading it or sending it back."""

    _name = "customer.work.report.comment"
    _description = "Comment on a Work Report"

    report_ids = fields.Many2many(
        "customer.work.report",
        string="Work Reports",
        default=lambda self: self.env.context.get("active_ids"),
    )
    comment = fields.Text()
    is_return = fields.Boolean()

    def action_confirm(self):
        self.ensure_one()
        if self.is_return:
            self.report_ids.action_return(self.comment)
        else:
            self.report_ids.action_read(self.comment)
        return {"type": "ir.actions.act_window_close"}
