from odoo import api, fields, models
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import SQL


class CustomerPolicyRequest(models.Model):
    """One row for each matter that waits for somebody's decision, or did.

    It shows to who decides, who asked and who got a copy, as long as they may read
    the document itself. This file is the row; ``…_sync`` lets rows follow their
    documents, ``…_decision`` decides, ``…_facts`` tells what it is about, ``…_notice``
    who is told.
    """

    _name = "customer.policy.request"
    _description = "Request for a Decision"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "date_requested desc, id desc"

    res_model = fields.Char("Model", required=True, copy=False, policy_protected=True)
    res_id = fields.Many2oneReference(
        "Document",
        model_field="res_model",
        required=True,
        copy=False,
        policy_protected=True,
    )
    step = fields.Char(required=True, copy=False, policy_protected=True)
    kind = fields.Selection(
        selection="_select_kind", required=True, copy=False, policy_protected=True
    )
    # The number of the document: rows travel in mails, customers' names do not.
    name = fields.Char("Number", required=True, copy=False, policy_protected=True)
    requester_id = fields.Many2one(
        "res.users",
        "Asked by",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        policy_protected=True,
    )
    role_id = fields.Many2one(
        "customer.policy.role", copy=False, ondelete="set null", policy_protected=True
    )
    # Who may decide can tell who knows a customer: it is not for everybody.
    decider_ids = fields.Many2many(
        "res.users",
        "customer_policy_request_decider_rel",
        "request_id",
        "user_id",
        "Deciders",
        copy=False,
        groups=NO_ACCESS,
        policy_protected=True,
    )
    copied_user_ids = fields.Many2many(
        "res.users",
        "customer_policy_request_copy_rel",
        "request_id",
        "user_id",
        "Copied to",
        copy=False,
        policy_protected=True,
    )
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("decided", "Decision Made"),
            ("withdrawn", "Withdrawn"),
        ],
        default="pending",
        required=True,
        copy=False,
        policy_protected=True,
    )
    outcome = fields.Selection(
        [("approved", "Approved"), ("rejected", "Turned Down"), ("settled", "Settled")],
        copy=False,
        policy_protected=True,
    )
    opinion = fields.Text(copy=False, policy_protected=True)
    decided_by_id = fields.Many2one(
        "res.users", copy=False, ondelete="set null", policy_protected=True
    )
    date_requested = fields.Datetime(
        "Asked on",
        required=True,
        default=lambda self: fields.Datetime.now(),
        copy=False,
        policy_protected=True,
    )
    date_decided = fields.Datetime("Decided on", copy=False, policy_protected=True)
    deadline = fields.Datetime(copy=False, policy_protected=True)
    company_id = fields.Many2one(
        "res.company", copy=False, ondelete="cascade", policy_protected=True
    )
    may_approve = fields.Boolean(copy=False, policy_protected=True)
    may_reject = fields.Boolean(copy=False, policy_protected=True)
    needs_opinion = fields.Boolean(
        "Approving Needs an Opinion", copy=False, policy_protected=True
    )
    can_decide = fields.Boolean(
        "For Me to Decide", compute="_compute_can_decide", search="_search_can_decide"
    )
    is_visible = fields.Boolean(
        compute="_compute_is_visible", search="_search_is_visible"
    )
    waiting_for = fields.Char(compute="_compute_waiting_for")

    _pending_unique = models.UniqueIndex(
        "(res_model, res_id, step) WHERE state = 'pending'",
        "This matter waits for a decision already.",
    )
    _document_idx = models.Index("(res_model, res_id)")

    # --------------------------------------------------------------------- computes

    @api.model
    def _select_kind(self):
        names = self.env["customer.policy.request.mixin"]._request_models()
        return [kind for name in names for kind in self.env[name]._request_kinds()]

    @api.depends("kind", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._select_kind())
        for request in self:
            request.display_name = self.env._(
                "%(kind)s: %(number)s",
                kind=labels.get(request.kind, ""),
                number=request.name,
            )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for request in self:
            request.can_decide = (
                request.state == "pending"
                and self.env.uid in request.sudo().decider_ids.ids
            )

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = SQL(
            "(SELECT request_id FROM customer_policy_request_decider_rel"
            " WHERE user_id = %s)",
            self.env.uid,
        )
        domain = Domain("state", "=", "pending") & Domain("id", "in", mine)
        return domain if True in value else ~domain

    @api.depends_context("uid")
    def _compute_is_visible(self):
        readable = self._with_readable_document()
        for request in self:
            own = request.sudo()
            people = own.decider_ids | own.copied_user_ids | own.requester_id
            request.is_visible = request in readable and self.env.uid in people.ids

    def _search_is_visible(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain.custom(to_sql=self._visible_sql)
        return domain if True in value else ~domain

    @api.depends("decider_ids", "role_id", "state")
    @api.depends_context("uid", "lang")
    def _compute_waiting_for(self):
        for request in self:
            deciders = request.sudo().decider_ids
            told = request.state == "pending" and (
                self.env.uid in deciders.ids or request._names_deciders()
            )
            names = deciders.mapped("name") if told else []
            more = ["…"] if len(names) > 3 else []
            who = ", ".join(names[:3] + more)
            role = request.role_id.sudo().name if told else False
            request.waiting_for = f"{role}: {who}" if role and who else role or who

    # --------------------------------------------------------------------- business

    def _names_deciders(self):
        self.ensure_one()
        return self.res_model in self.env and (
            self.env[self.res_model]._request_names_deciders
        )

    def _readers(self, model):
        """The model with the rights of the user, or None where there are none."""
        if model not in self.env:
            return None
        documents = self.env[model].with_env(self.env(su=False))
        documents = documents.with_context(active_test=False)
        return documents if documents.has_access("read") else None

    def _with_readable_document(self):
        """Those whose document the user may read: one question for each model."""
        found = self.browse()
        for model, requests in self.grouped("res_model").items():
            documents = self._readers(model)
            if documents is None:
                continue
            ids = set(documents.search([("id", "in", requests.mapped("res_id"))])._ids)
            found |= requests.filtered(lambda request, ids=ids: request.res_id in ids)
        return found

    def _visible_sql(self, _model, alias, _query):
        """The rows of the user first, by their indexes; then whether each may show."""
        shown = []
        for name in self.env["customer.policy.request.mixin"]._request_models():
            documents = self._readers(name)
            query = None if documents is None else documents._search([])
            if query is None or query.is_empty():
                continue
            query.add_where(
                SQL(
                    "%s = %s",
                    SQL.identifier(query.table, "id"),
                    SQL.identifier(alias, "res_id"),
                )
            )
            shown.append(
                SQL(
                    "(%s = %s AND EXISTS (%s))",
                    SQL.identifier(alias, "res_model"),
                    name,
                    query.select(SQL("1")),
                )
            )
        if not shown:
            return SQL("FALSE")
        return SQL(
            """(%(id)s IN (
                SELECT id FROM customer_policy_request WHERE requester_id = %(uid)s
                 UNION
                SELECT request_id FROM customer_policy_request_decider_rel
                 WHERE user_id = %(uid)s
                 UNION
                SELECT request_id FROM customer_policy_request_copy_rel
                 WHERE user_id = %(uid)s)
            AND (%(shown)s))""",
            id=SQL.identifier(alias, "id"),
            uid=self.env.uid,
            shown=SQL(" OR ").join(shown),
            to_flush=self._fields["requester_id"],
        )
