from odoo import models
from odoo.exceptions import AccessError, UserError

from ..concurrency import lock


class CustomerPolicyRequest(models.Model):
    """Decide from the inbox: the document's own act, in the name of the user."""

    _inherit = "customer.policy.request"

    # ---------------------------------------------------------------------- actions

    def action_approve(self):
        """One tap; where the document wants an opinion, the dialog asks for it."""
        self._check_may("approve")
        if any(self.mapped("needs_opinion")):
            return self._ask_for_opinion("approve")
        self._decide("approve")
        return True

    def action_reject(self):
        """Whoever is refused reads why."""
        self._check_may("reject")
        return self._ask_for_opinion("reject")

    def action_open_document(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_copy_to(self):
        """Choose colleagues who get to know of it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Copy to"),
            "res_model": "customer.policy.request.copy",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    # --------------------------------------------------------------------- business

    def _ask_for_opinion(self, choice):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Your Opinion"),
            "res_model": "customer.policy.request.decision",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_request_ids": [(6, 0, self.ids)],
                "default_choice": choice,
            },
        }

    def _check_may(self, choice):
        """What can be told before anything is locked."""
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Choose what you decide on."))
        for request in self:
            request._check_pending()
            if not request.can_decide:
                request._refuse_decider()
            if not request[f"may_{choice}"]:
                raise UserError(
                    self.env._(
                        "%(request)s needs more than a yes or no. Open the document "
                        "and decide there.",
                        request=request.display_name,
                    )
                )

    def _check_pending(self):
        self.ensure_one()
        if self.state == "withdrawn":
            raise UserError(
                self.env._(
                    "%(request)s waits no longer: it was withdrawn.",
                    request=self.display_name,
                )
            )
        if self.state == "decided" and self.decided_by_id:
            raise UserError(
                self.env._(
                    "%(user)s has decided on %(request)s already.",
                    user=self.decided_by_id.sudo().name,
                    request=self.display_name,
                )
            )
        if self.state == "decided":
            raise UserError(
                self.env._(
                    "%(request)s has been decided already.",
                    request=self.display_name,
                )
            )

    def _refuse_decider(self):
        if self.sudo().requester_id == self.env.user:
            raise AccessError(
                self.env._(
                    "You asked for %(request)s yourself: somebody else decides.",
                    request=self.display_name,
                )
            )
        raise AccessError(
            self.env._(
                "Deciding on %(request)s is not your turn.",
                request=self.display_name,
            )
        )

    def _decide(self, choice, opinion=None):
        """Decide on all of them, or on none.

        :param choice: "approve" or "reject"
        """
        self._check_may(choice)
        opinion = (opinion or "").strip() or None
        if not opinion and (choice == "reject" or any(self.mapped("needs_opinion"))):
            raise UserError(self.env._("State your opinion."))
        self._lock_rows()
        for model, requests in self.grouped("res_model").items():
            requests._check_turn(model)
            for request in requests:
                document = self.env[model].browse(request.res_id)
                document.check_access("read")
                document._request_decide(request.step, choice, opinion)
        outcome = "approved" if choice == "approve" else "rejected"
        self._conclude(outcome, self.env.user, opinion)

    def _lock_rows(self):
        lock(self.sudo())
        self.invalidate_recordset()
        for request in self:
            request._check_pending()

    def _check_turn(self, model):
        """Who may decide is asked again at the moment of the decision."""
        documents = self.env[model].sudo().browse(self.mapped("res_id")).exists()
        pending = documents.filtered_domain(documents._request_pending_domain())
        matters = pending._request_matters()
        for request in self:
            matter = matters.get((request.res_id, request.step))
            if matter is None:
                raise UserError(
                    self.env._(
                        "%(request)s waits no longer for a decision. Reload the page.",
                        request=request.display_name,
                    )
                )
            if self.env.user not in matter["decider_ids"]:
                request._refuse_decider()

    def _copy_to(self, users):
        """Let colleagues know; only those who may read the document."""
        self.ensure_one()
        self.check_access("read")
        blind = users - self._users_who_read(users)
        if blind:
            raise UserError(
                self.env._(
                    "%(users)s may not read the document, and cannot get a copy.",
                    users=", ".join(blind.sudo().mapped("name")),
                )
            )
        new = users - self.sudo().copied_user_ids
        self.sudo().copied_user_ids |= new
        self._tell_copied(new)

    def _users_who_read(self, users):
        """Those of ``users`` who may read the document with their own rights."""
        self.ensure_one()
        return users.filtered(
            lambda user: bool(self.sudo().with_user(user)._with_readable_document())
        )
