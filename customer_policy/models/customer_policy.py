from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date


class CustomerPolicy(models.Model):
    """A written policy in one of its versions.

    This file is its text and what freezes it. The head of the document is in
    ``…_header``, approval and its day in ``…_process``, what a version changes
    in ``…_difference``, and who has to read it in ``…_acknowledge``.
    """

    _name = "customer.policy"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "customer.policy.protected.mixin",
    ]
    _description = "Customer Policy"
    _order = "number, version desc, id desc"
    _rec_names_search = ["number", "name"]

    number = fields.Char(required=True, tracking=True)
    version = fields.Integer(
        default=1, required=True, copy=False, policy_protected=True
    )
    name = fields.Char(string="Title", required=True, translate=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Empty: the policy holds for all companies.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("in_force", "In Force"),
            ("retired", "Retired"),
        ],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
        policy_protected=True,
    )
    date_effective = fields.Date(
        string="Effective From",
        copy=False,
        tracking=True,
        help="Empty: the day on which the policy is put in force.",
    )
    description = fields.Html(
        string="Purpose and Scope",
        translate=True,
        help="What the policy is for, whom it concerns and who interprets it.",
    )
    clause_ids = fields.One2many(
        "customer.policy.clause", "policy_id", string="Clauses", copy=True
    )
    submitted_by_id = fields.Many2one("res.users", copy=False, policy_protected=True)
    submitted_date = fields.Datetime(copy=False, policy_protected=True)
    approved_by_id = fields.Many2one("res.users", copy=False, policy_protected=True)
    approved_date = fields.Datetime(copy=False, policy_protected=True)

    _number_version_unique = models.UniqueIndex(
        "(number, version, COALESCE(company_id, 0))",
        "This version of the policy already exists: take another number.",
    )
    _in_force_unique = models.UniqueIndex(
        "(number, COALESCE(company_id, 0)) WHERE state = 'in_force'",
        "Another version of this policy is in force: retire it first.",
    )

    @api.depends("number", "version", "name")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = self.env._(
                "%(number)s v%(version)s %(name)s",
                number=policy.number or "",
                version=policy.version,
                name=policy.name or "",
            )

    def write(self, vals):
        if self._text_fields() & vals.keys():
            self._prepare_text_change()
        if "date_effective" in vals:
            self._check_state("draft", "approved")
        return super().write(vals)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "number" not in (default or {}):
            for vals in vals_list:
                vals["number"] = self.env._("%(number)s (copy)", number=vals["number"])
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        if any(policy.state != "draft" for policy in self):
            raise UserError(
                self.env._(
                    "Only drafts can be deleted. Retire the policy instead: what "
                    "was done under it must stay explainable."
                )
            )

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        if field_name in self._text_fields():
            self._prepare_text_change()
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    # ACTIONS

    def action_enforce(self):
        self.check_access("write")
        self._check_state("approved")
        self._check_effective()
        replaced = self._earlier_versions()
        successors = self._clause_successors(replaced)
        replaced.clause_ids._check_nothing_left_behind(successors)
        replaced.sudo().state = "retired"
        replaced.flush_recordset(["state"])
        self.sudo().state = "in_force"
        replaced.clause_ids._hand_over_settings(successors)

    def action_retire(self):
        self.check_access("write")
        self._check_state("approved", "in_force")
        self.sudo().state = "retired"

    def action_new_version(self):
        """Open the draft of the next version, written now if there is none yet."""
        self.ensure_one()
        self.check_access("write")
        newest = self.sudo().search(
            [("number", "=", self.number), ("company_id", "=", self.company_id.id)],
            order="version desc",
            limit=1,
        )
        if newest.state != "draft":
            newest = newest._create_next_version()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": newest.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # BUSINESS

    @api.model
    def _text_fields(self):
        """What approval freezes."""
        return {"number", "name", "company_id", "description"}

    def _prepare_text_change(self):
        """Refuse to change a settled text; a submitted one has to be submitted anew.

        Otherwise somebody could approve, unseen, what was written after the
        request. Add-ons may extend the shipped policy: they act as superuser.
        """
        if self.env.su:
            return
        self._check_state("draft")
        self.filtered("submitted_by_id")._take_back()

    def _check_state(self, *states):
        wrong = self.filtered(lambda policy: policy.state not in states)[:1]
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    '%(policy)s is in the state "%(state)s"; this is possible '
                    "only in the state %(expected)s. To change a settled text, "
                    "start a new version.",
                    policy=wrong.display_name,
                    state=labels[wrong.state],
                    expected=" / ".join(f'"{labels[state]}"' for state in states),
                )
            )

    def _check_effective(self):
        for policy in self:
            today = policy._today()
            if not policy.date_effective:
                policy.date_effective = today
            if policy.date_effective > today:
                raise UserError(
                    self.env._(
                        "%(policy)s takes effect on %(date)s. It is put in force on "
                        "that day by itself; to have it earlier, change the date.",
                        policy=policy.display_name,
                        date=format_date(self.env, policy.date_effective),
                    )
                )

    def _create_next_version(self):
        policy = self.copy({"number": self.number, "version": self.version + 1})
        pairs = zip(
            self.clause_ids.sorted("id"), policy.clause_ids.sorted("id"), strict=True
        )
        for previous, clause in pairs:
            clause.previous_id = previous
        return policy

    def _earlier_versions(self):
        """The versions that these ones replace."""
        others = self.sudo().search(
            [
                ("number", "in", self.mapped("number")),
                ("state", "in", ("approved", "in_force")),
                ("id", "not in", self.ids),
            ]
        )
        versions = {(p.number, p.company_id): p.version for p in self}
        return others.filtered(
            lambda p: p.version < versions.get((p.number, p.company_id), 0)
        )

    def _clause_successors(self, replaced):
        """Map each clause of ``replaced`` to the clause that carries it on."""
        successors = {}
        for clause in self.sudo().clause_ids:
            ancestor = clause.previous_id
            while ancestor:
                if ancestor.policy_id in replaced:
                    successors[ancestor] = clause
                ancestor = ancestor.previous_id
        return successors
