from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..concurrency import lock

CUSTODIAN = "customer_policy.group_custodian"
AUDITOR = "customer_policy.group_auditor"
# Who reads what concerns everybody's access.
WATCHERS = f"{CUSTODIAN},{AUDITOR}"


class CustomerAccessMixin(models.AbstractModel):
    """What deciding on people's access has in common: who may, and who is told.

    A text that leaves here holds no customer's name: it stays in inboxes and mails
    of people who may not know the customer, or no longer.
    """

    _name = "customer.access.mixin"
    _description = "Deciding on Access"

    # ---------------------------------------------------------------------- who may

    @api.model
    def _holders_of(self, xmlid):
        group = self.env.ref(xmlid).sudo()
        return group.all_user_ids.filtered("active")

    @api.model
    def _watchers(self):
        return self._holders_of(CUSTODIAN) | self._holders_of(AUDITOR)

    @api.model
    def _is_watcher(self):
        return self.env.user.has_groups(WATCHERS)

    @api.model
    def _check_custodian(self, level=None):
        """:param level: the clearance that the decision needs"""
        if not self.env.user.has_group(CUSTODIAN):
            raise AccessError(
                self.env._("Only custodians decide who may know a customer. Ask one.")
            )
        confidentiality = self.env["customer.confidentiality"]
        if self.env.uid in confidentiality._held_ids(self.env.user):
            raise AccessError(
                self.env._(
                    "Your own access is on hold, so you cannot decide on that of "
                    "others. Ask another custodian."
                )
            )
        if level and confidentiality._clearance() < level:
            raise AccessError(
                self.env._(
                    "Deciding on this level needs its clearance. Leave it to a "
                    "custodian who has it."
                )
            )

    def _ask_for_reason(self, operation, name):
        """Open the dialog that asks why, and then goes on.

        :param name: the dialog's field for these records
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reason"),
            "res_model": "customer.access.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_operation": operation, f"default_{name}": self.ids},
        }

    @api.model
    def _required_reason(self, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("State the reason."))
        return reason

    def _locked(self):
        """The records as superuser, locked against a second decision."""
        self.check_access("read")
        lock(self)
        self.invalidate_recordset()
        return self.sudo()

    def _flush_knowledge(self, vals, names):
        """Write at once what decides who knows whom.

        Every search asks for it, and need not look whether something is left to flush.
        """
        if not vals.keys().isdisjoint(names):
            self.flush_recordset(names)

    # ----------------------------------------------------------------- who is told

    @api.model
    def _tell(self, users, text, record=None, urgent=False):
        """Tell people in their inbox (or by mail) and, if urgent, at once on screen.

        :param text: called with this model in the reader's language, gives subject
            and body
        """
        thread = self.env["mail.thread"] if record is None else record
        mark = self.env["customer.policy.webhook"]._mark(text, record)
        for lang, readers in users.sudo().grouped("lang").items():
            # Nothing that whoever sets off an alarm says may silence it.
            env = self.env(context={"lang": lang}, su=True)
            subject, body = text(self.with_env(env))
            thread.with_env(env).with_context(**mark).message_notify(
                partner_ids=readers.partner_id.ids,
                author_id=self.env.ref("base.partner_root").id,
                subject=subject,
                body=body,
            )
            if urgent:
                self._show(readers, subject, body)

    @api.model
    def _show(self, users, title, message):
        for user in users:
            user._bus_send(
                "simple_notification",
                {"type": "danger", "sticky": True, "title": title, "message": message},
            )

    def _remind(self, activity_type, users):
        """Give each of them this to do, without a further mail."""
        if not users:
            return
        env = self.env(context={"mail_activity_quick_update": True}, su=True)
        env["mail.activity"].create(
            [
                {
                    "activity_type_id": self.env.ref(activity_type).id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": record.id,
                    "user_id": user.id,
                    "automated": True,
                    "date_deadline": fields.Date.context_today(self),
                }
                for record in self
                for user in users
            ]
        )

    # ---------------------------------------------------------------- on the record

    @api.model
    def _note_act(self, partners, operation, user=None, note=None):
        self.env["customer.access.log"]._note(partners, operation, user=user, note=note)

    @api.model
    def _label(self, partner):
        """What the current user may call a customer."""
        if self.env["customer.confidentiality"]._hidden(partner):
            return partner.sudo().confidential_code
        return partner.with_env(self.env).sudo().display_name
