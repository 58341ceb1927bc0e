from odoo import api, fields, models
from odoo.tools import split_every

CHUNK = 500


class CustomerViolation(models.Model):
    """Violations of before that still count: only as what came before another one.

    They were punished elsewhere. Nobody is told of them and nothing is carried out.
    """

    _inherit = "customer.violation"

    opening_reference = fields.Char(
        "Reference of the Import",
        copy=False,
        policy_protected=True,
        help="What the row of the opening state was called where it came from.",
    )

    _opening_unique = models.UniqueIndex(
        "(company_id, opening_reference) WHERE opening_reference IS NOT NULL",
        "This violation was imported already.",
    )

    def _receive(self):
        """An imported one is over for those who decide: they are not asked."""
        opening = self.filtered("opening_reference")
        opening._fill_numbers()
        rest = self - opening
        if not rest:
            return None
        return super(CustomerViolation, rest)._receive()

    def _create_penalties(self):
        counting = self.filtered(lambda violation: not violation.opening_reference)
        return super(CustomerViolation, counting)._create_penalties()

    @api.model
    def _import_opening(self, vals_list):
        """Take over violations that somebody has checked, in the order of their days.

        :param vals_list: values of ``create`` with a state, perhaps with a step
        """
        ordered = sorted(vals_list, key=lambda vals: vals["date"])
        quiet = self.sudo().with_context(tracking_disable=True)
        created = self.sudo().browse()
        for chunk in split_every(CHUNK, ordered, list):
            created |= quiet.create(
                [{**vals, **self._opening_moments(vals)} for vals in chunk]
            )
        if created:
            created._take_ranks()
            for violation, (occurrence, step) in created._find_steps().items():
                violation.occurrence = occurrence
                violation.step_id = violation.step_id or step
            text = self.env._("Imported as opening state.")
            created._message_log_batch(bodies=dict.fromkeys(created.ids, text))
        return created

    @api.model
    def _opening_moments(self, vals):
        moment = fields.Datetime.to_datetime(vals["date"])
        is_closed = vals["state"] == "closed"
        return {
            "date_decided": moment,
            "date_in_force": moment,
            "date_closed": moment if is_closed else False,
            "is_sealed": False,
        }
