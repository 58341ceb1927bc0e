from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .customer_visit import AHEAD


class CustomerVisit(models.Model):
    """The visits of a colleague who is ill or leaves go to others, in one step.

    Only to people who may see the customer; who gets visits is told once.
    """

    _inherit = "customer.visit"

    @api.model
    def _visits_of(self, user, date_from=None, date_to=None):
        """What somebody has ahead of him or her, with the rights of who asks."""
        domain = Domain("user_id", "=", user.id) & Domain("state", "in", AHEAD)
        if date_from:
            domain &= Domain("date_planned", ">=", date_from)
        if date_to:
            domain &= Domain("date_planned", "<=", date_to)
        return self.search(domain, order="date_planned, id")

    def _hand_over(self, user, to_user=None, reason=None):
        """
        :param to_user: who gets all of them; the people of each customer, if not given
        :return: {visit: why it stays where it is}, of those that do
        """
        if not self:
            return {}
        self._begin_act("hand_over")
        visitors = dict.fromkeys(self, to_user) if to_user else self._heirs(user)
        nobody = self.filtered(lambda visit: not visitors.get(visit))
        why = self.env._("Nobody of the customer's people is there to take it.")
        reasons = dict.fromkeys(nobody, why)
        chosen = {v: u for v, u in visitors.items() if u}
        reasons |= self.browse().union(*chosen)._why_not_to(chosen)
        given = self.filtered(lambda visit: visit not in reasons)
        for heir, visits in given.grouped(lambda v: visitors[v]).items():
            values = {"user_id": heir.id, "is_touched": True, "reason": reason}
            visits.sudo().with_context(mail_auto_subscribe_no_notify=True).write(values)
        given._tell_visitors()
        return reasons

    def _heirs(self, user):
        """:return: {visit: who of the customer's people takes it, or none}"""
        groups = self.sudo().partner_id._successors(user)
        heirs = {
            partner: heir.sudo(False)
            for heir, partners in groups.items()
            for partner in partners
        }
        nobody = self.env["res.users"]
        return {visit: heirs.get(visit.sudo().partner_id, nobody) for visit in self}

    @api.model
    def _hand_over_all_of(self, users):
        """Somebody leaves: nothing ahead stays with a person who is gone.

        What nobody of the customer's people can take has no visitor, which shows.
        """
        reason = self.env._("The account was archived.")
        for user in users:
            visits = self.sudo()._visits_of(user)
            left = visits._hand_over(user, reason=reason)
            still = visits.browse().union(*left)
            still.write({"user_id": False, "reason": reason})

    def action_hand_over(self):
        """Open the step for the visitor of the chosen visits."""
        visitors = self.user_id
        if len(visitors) != 1:
            raise UserError(
                self.env._("Choose visits of one person, whose visits go over.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over Visits"),
            "res_model": "customer.visit.hand.over",
            "view_mode": "form",
            "target": "new",
            "context": {"default_from_user_id": visitors.id},
        }
