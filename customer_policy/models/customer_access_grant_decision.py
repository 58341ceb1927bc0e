from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .customer_policy_arguments import an_id, moment, takes, text


class CustomerAccessGrant(models.Model):
    """What custodians do: grant, refuse, revoke, and name people who did not ask."""

    _inherit = "customer.access.grant"

    # ---------------------------------------------------------------------- actions

    def action_open_decision(self):
        """The dialog in which a custodian looks for the customer and decides."""
        self._check_custodian()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide on Access"),
            "res_model": "customer.access.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_grant_id": self.id},
        }

    @takes(partner_id=an_id, date_to=moment, level=text, note=text)
    def action_grant(self, partner_id=None, date_to=None, level=None, note=None):
        """Open a customer to those who ask.

        :param partner_id: the customer, or any contact of it
        :param level: the highest level to open, the customer's own when not given
        """
        self._check_custodian()
        if not partner_id:
            return self.action_open_decision()
        partner = self._customer_to_open(partner_id)
        requests = self._locked()
        requests._check_state("requested")
        requests._check_is_not_for_oneself()
        requests._open(partner, level, date_to, note)
        return True

    @takes(note=text)
    def action_refuse(self, note=None):
        """Refuse, for a reason that the person reads. It names nobody."""
        self._check_custodian(level="1")
        note = self._required_reason(note)
        requests = self._locked()
        requests._check_state("requested")
        requests._check_is_not_for_oneself()
        requests.write(
            {
                "state": "refused",
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
                "decision_note": note,
            }
        )
        for request in requests:
            self._note_act(request.partner_id, "refuse", note=request._log_note())
            request._tell(request.user_id, request._refusal_text, record=request)
        requests._forget_activities()
        return True

    @takes(reason=text)
    def action_revoke(self, reason=None):
        """End access at once. To close a door needs no clearance."""
        self._check_custodian()
        if not reason:
            return self._ask_for_reason("revoke", "grant_ids")
        reason = self._required_reason(reason)
        grants = self._locked()
        grants._check_state("granted")
        grants._revoke(reason)
        return True

    # --------------------------------------------------------------------- business

    def _check_is_not_for_oneself(self, users=None):
        if self.env.user in (self.user_id if users is None else users):
            raise AccessError(
                self.env._(
                    "You cannot decide on your own access. Leave it to another "
                    "custodian."
                )
            )

    @api.model
    def _customer_to_open(self, partner_id):
        """A contact that the custodian knows; a hidden one does not exist."""
        partner = self.env["res.partner"].browse(int(partner_id))
        partner.check_access("read")
        return partner

    @api.model
    def _level_of(self, partner):
        """The level that opens a contact and the customer it belongs to."""
        partner = partner.sudo()
        customer = partner.commercial_partner_id
        return max(partner.confidentiality_level, customer.confidentiality_level)

    def _open(self, partner, level, date_to, note):
        """Let requests take effect, as far as the custodian may decide."""
        level = self._checked_level(partner, level)
        date_to = self._checked_end(level, date_to)
        self._check_can_be_given()
        now = fields.Datetime.now()
        self.write(
            {
                "state": "granted",
                "partner_id": partner.sudo().commercial_partner_id.id,
                "level": level,
                "date_from": now,
                "date_to": date_to,
                "decided_by_id": self.env.uid,
                "date_decided": now,
                "decision_note": (note or "").strip(),
            }
        )
        self._take_effect()
        for grant in self:
            self._note_act(grant.partner_id, "grant", note=grant._log_note())
            grant._tell(grant.user_id, grant._granted_text, record=grant)
        self._forget_activities()

    def _take_effect(self):
        self.env["customer.confidentiality"]._invalidate()
        cron = self.env.ref("customer_policy.ir_cron_access_terms").sudo()
        cron._trigger(at=set(self.filtered("date_to").mapped("date_to")))

    def _checked_level(self, partner, level):
        least = self._level_of(partner)
        if least == "0":
            raise UserError(
                self.env._(
                    "%(customer)s is not classified: everybody sees it already.",
                    customer=partner.display_name,
                )
            )
        level = level or least
        if level < least:
            raise UserError(
                self.env._(
                    "Choose a level that opens this customer: %(level)s at least.",
                    level=self.env["customer.confidentiality.level"]._of(least).name,
                )
            )
        self._check_custodian(level)
        return level

    def _checked_end(self, level, date_to):
        setting = self.env["customer.confidentiality.level"]._of(level)
        now = fields.Datetime.now()
        longest = now + timedelta(days=setting.grant_max_days)
        date_to = fields.Datetime.to_datetime(date_to) or longest
        if date_to <= now:
            raise UserError(self.env._("The access must end in the future."))
        if date_to > longest:
            raise UserError(
                self.env._(
                    "%(level)s customers are opened for at most %(days)s days. Choose "
                    "an earlier end; the access can be granted again.",
                    level=setting.name,
                    days=setting.grant_max_days,
                )
            )
        return date_to

    def _check_can_be_given(self):
        for user in self.user_id:
            if not user.active or user.share:
                raise UserError(
                    self.env._(
                        "%(person)s is archived or no colleague, and cannot be given "
                        "access.",
                        person=user.name,
                    )
                )

    @api.model
    def _grant_directly(self, users, partner, date_to, reason, level=None):
        """A custodian names people who did not ask."""
        self._check_custodian()
        self._check_is_not_for_oneself(users)
        reason = self._required_reason(reason)
        grants = self.sudo().create(
            [
                {"user_id": user.id, "reason_words": reason, "state": "requested"}
                for user in users
            ]
        )
        grants._open(partner, level, date_to, False)
        return grants

    def _revoke(self, reason):
        self.write(
            {
                "state": "revoked",
                "revoked_by_id": self.env.uid,
                "date_revoked": fields.Datetime.now(),
                "revoke_reason": reason,
            }
        )
        self.env["customer.confidentiality"]._invalidate()
        for grant in self:
            self._note_act(grant.partner_id, "revoke", note=grant._log_note())
            grant._tell(grant.user_id, grant._ended_text, record=grant)
