from odoo import api, fields, models

WORK = ("activity", "owner")


class CustomerAccessHold(models.Model):
    """A hold cuts a person off what he or she followed and did, until it ends."""

    _inherit = "customer.access.hold"

    def _cut_off_begun(self):
        """For holds in force whose person still gets mail and has work to do."""
        for hold in self.sudo().filtered(lambda h: h.is_active and not h.date_cut):
            hold._cut_off()

    def _cut_off(self):
        self.ensure_one()
        self.date_cut = fields.Datetime.now()
        partners = self.env["res.partner"].with_context(active_test=False)
        partners = partners.search(self.env["customer.confidentiality"]._classified())
        if not partners:
            return
        cut = self.env["customer.confidentiality.cut"].sudo()
        for heir, customers in partners._successors(self.user_id).items():
            cut._cut(self, customers, self.user_id, heir)
            if heir:
                continue
            lost = cut.search(
                [("hold_id", "=", self.id), ("heir_id", "=", False)]
            ).filtered(lambda row: row.kind in WORK)
            if lost:
                left = self._customers_of_work(lost) & customers
                (left or customers)._tell_nobody_may_take_over(self.user_id)

    def _customers_of_work(self, cuts):
        partners = self.env["res.partner"].sudo()
        confidentiality = self.env["customer.confidentiality"]
        for model_name, rows in cuts.grouped("res_model").items():
            documents = self.env[model_name].sudo().browse(rows.mapped("res_id"))
            for document in documents.exists():
                partners |= confidentiality._customers(document)
        return partners

    def _give_back_ended(self):
        ended = self.sudo().filtered(lambda hold: hold.date_cut and not hold.is_active)
        ended.cut_ids._restore_after_hold()

    @api.model
    def _cron_cut(self):
        """Holds that begin or end by themselves."""
        now = fields.Datetime.now()
        self.search(
            [
                ("date_cut", "=", False),
                ("date_from", "<=", now),
                ("is_active", "=", True),
            ]
        )._cut_off_begun()
        self.search(
            [("cut_ids", "!=", False), ("date_to", "<=", now)]
        )._give_back_ended()
