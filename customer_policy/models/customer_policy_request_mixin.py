from odoo import api, models
from odoo.fields import Domain


class CustomerPolicyRequestMixin(models.AbstractModel):
    """A document on which somebody decides, and which shows in the inbox until then.

    The document keeps its own rules: the inbox calls its ``action_*`` in the name of
    who decides. It says here what waits, for whom, and what came of it. What changes
    in a transaction is looked at once, at its end.
    """

    _name = "customer.policy.request.mixin"
    _description = "Matter That Somebody Decides"

    # What begins or ends a matter when it is written.
    _request_triggers = frozenset({"state"})
    # What asks for the decision beside the inbox, by external id.
    _request_activity_types = ()
    # What the card says of the document, as far as the reader may read it.
    _request_facts = ()
    # Whether whoever asks may know who decides.
    _request_names_deciders = True

    # ------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        pending = documents.sudo().filtered_domain(self._request_pending_domain())
        pending.with_env(self.env)._request_watch()
        return documents

    def write(self, vals):
        res = super().write(vals)
        if not self._request_triggers.isdisjoint(vals):
            self._request_watch()
        return res

    def unlink(self):
        self.env["customer.policy.request"]._forget(self._name, self.ids)
        return super().unlink()

    # --------------------------------------------------------------------- business

    def _request_watch(self):
        self.env["customer.policy.request"]._watch(self)

    @api.model
    def _request_models(self):
        """Names of all models whose documents show in the inbox."""
        registry = self.env.registry
        return sorted(
            name
            for name in registry.descendants(
                ["customer.policy.request.mixin"], "_inherit"
            )
            if not registry[name]._abstract
        )

    @api.model
    def _request_kinds(self):
        """:return: [(code, label)] of the kinds of matters of this model"""
        return []

    @api.model
    def _request_pending_domain(self):
        """Which documents wait; an index of the model serves it."""
        return Domain.FALSE

    def _request_matters(self):
        """What waits for a decision, of documents in ``_request_pending_domain``.

        Asked as superuser for any number of documents; see ``_request_matter``.

        :return: {(id of the document, step): values}
        """
        return {}

    def _request_matter(self, kind, name, deciders, requester=None, **values):
        """The values of one matter.

        :param name: a number, and never the name of a customer: it travels in mails
        :param deciders: who may decide now
        """
        self.ensure_one()
        nobody = self.env["res.users"]
        company = self._fields.get("company_id") and self.company_id
        return {
            "kind": kind,
            "name": name,
            "decider_ids": deciders.filtered("active"),
            "requester_id": requester or nobody,
            "copied_user_ids": nobody,
            "company_id": company or self.env["res.company"],
            "role_id": self.env["customer.policy.role"],
            "deadline": False,
            "may_approve": True,
            "may_reject": True,
            "needs_opinion": False,
            **values,
        }

    def _request_outcomes(self):
        """What came of documents that wait no longer.

        :return: {id, or (id, step): an outcome of ``customer.policy.request``}
        """
        return {}

    @api.model
    def _request_tells(self, kind, outcome):
        """Whether the inbox tells whoever asked, as the document does not."""
        return False

    def _request_decide(self, step, choice, opinion):
        """Carry a decision out in the name of the user.

        :param choice: "approve" or "reject"
        """
        raise NotImplementedError
