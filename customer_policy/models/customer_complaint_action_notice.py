from markupsafe import Markup

from odoo import api, fields, models

REMINDER = "customer_policy.mail_activity_type_complaint_action"


class CustomerComplaintAction(models.Model):
    """Owners of actions are told what is theirs, and reminded on the day it is due."""

    _inherit = "customer.complaint.action"

    activity_id = fields.Many2one(
        "mail.activity",
        "Reminder",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        policy_protected=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._tell_owners()
        actions._remind_owners()
        return actions

    def write(self, vals):
        before = {action.id: action.user_id for action in self}
        res = super().write(vals)
        if "user_id" in vals:
            moved = self.filtered(lambda action: action.user_id != before[action.id])
            moved._tell_owners()
        if not {"user_id", "date_deadline", "name"}.isdisjoint(vals):
            self._remind_owners()
        return res

    def _end(self, state):
        res = super()._end(state)
        # The reminder has served; whoever ends the action needs no right to it.
        self.sudo().activity_id.unlink()
        return res

    # ------------------------------------------------------------------------ business

    def _remind_owners(self):
        """One activity of the case for each action that is still to be done."""
        actions = self.sudo().filtered(lambda action: action.state == "open")
        actions.activity_id.unlink()
        actions = actions.filtered(lambda action: action._owner_may_follow())
        model_id = self.env["ir.model"]._get_id("customer.complaint")
        # They are told by ``_tell_owners``, once for all.
        activities = (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": action.complaint_id.id,
                        "activity_type_id": self.env.ref(REMINDER).id,
                        "summary": action.name,
                        "date_deadline": action.date_deadline,
                        "user_id": action.user_id.id,
                        "automated": True,
                    }
                    for action in actions
                ]
            )
        )
        for action, activity in zip(actions, activities, strict=True):
            action.activity_id = activity

    def _owner_may_follow(self):
        """Who has an activity follows the case, and would hear who complained."""
        if not self.complaint_id.is_confidential:
            return True
        return self.user_id in self.complaint_id._officers()

    # ---------------------------------------------------------------------------- mail

    def _tell_owners(self):
        """One notice for everybody who got something, whatever the number.

        A notice on a case goes when its reader stands aside or must not know the
        customer any more; one about several cases stays, and names none of what is to
        be done. Of a case that they may not read, owners learn what is theirs to do.
        """
        given = self.sudo().filtered(lambda action: action.user_id != self.env.user)
        for user, actions in given.grouped("user_id").items():
            closed = actions.filtered(lambda action: not action._owner_may_follow())
            for some in closed.grouped("complaint_id").values():
                some._tell_owner(user, some[0])
            if rest := actions - closed:
                on_case = len(rest.complaint_id) == 1
                rest._tell_owner(user, rest.complaint_id if on_case else None)

    def _tell_owner(self, user, document):
        """:param document: what the notice is kept on; nothing, if empty"""
        cases = [("customer.complaint", id_) for id_ in self.complaint_id.ids]
        mark = self.env["customer.policy.webhook"]._mark_topic("complaint", cases)
        thread, place = self.env["mail.thread"], {}
        if document and document._name == "customer.complaint":
            thread = document
        elif document:
            place = {"model": document._name, "res_id": document.id}
        thread.sudo().with_context(**mark).message_notify(
            partner_ids=user.partner_id.ids,
            subject=self._notice_subject(),
            body=self._notice_body(names=bool(document)),
            force_send=False,
            **place,
        )

    def _notice_subject(self):
        if len(self) == 1:
            return self.env._("To be done by you: %(action)s", action=self.name)
        return self.env._("%(count)s actions to be done by you", count=len(self))

    def _notice_body(self, names):
        """Numbers and what to do; nothing of who complained."""
        rows = Markup("").join(
            Markup("<li>%s%s (%s)</li>")
            % (
                action.complaint_id.number,
                f": {action.name}" if names else "",
                fields.Date.to_string(action.date_deadline),
            )
            for action in self
        )
        link = "/odoo/action-customer_policy.customer_complaint_action_record_action"
        return Markup('<ul>%s</ul><p><a href="%s">%s</a></p>') % (
            rows,
            link,
            self.env._("Actions"),
        )
