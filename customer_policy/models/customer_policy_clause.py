from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerPolicyClause(models.Model):
    _name = "customer.policy.clause"
    _inherit = ["customer.policy.protected.mixin"]
    _description = "Customer Policy Clause"
    _order = "policy_id, sequence, id"
    _rec_names_search = ["number", "name"]

    policy_id = fields.Many2one(
        "customer.policy", required=True, index=True, ondelete="cascade"
    )
    policy_state = fields.Selection(related="policy_id.state")
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, index="btree_not_null"
    )
    number = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    body = fields.Html(translate=True)
    source = fields.Char(help="Where the clause was taken from.")
    sequence = fields.Integer(default=10)
    previous_id = fields.Many2one(
        "customer.policy.clause",
        string="Replaces",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The same clause in the version before.",
        policy_protected=True,
    )
    setting_count = fields.Integer(string="Settings", compute="_compute_settings")
    settings_html = fields.Html(
        string="What This Clause Drives",
        compute="_compute_settings",
        sanitize=False,
    )

    _number_unique = models.UniqueIndex(
        "(policy_id, number)", "This policy already has a clause with that number."
    )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for clause in self:
            clause.display_name = " ".join(filter(None, (clause.number, clause.name)))

    @api.depends_context("uid", "lang")
    def _compute_settings(self):
        links = {clause: [] for clause in self}
        for settings in self._settings():
            label = self.env["ir.model"]._get(settings._name).name
            for clause, records in settings.grouped("clause_id").items():
                links[clause].append((label, records))
        for clause, groups in links.items():
            clause.setting_count = sum(len(records) for _label, records in groups)
            clause.settings_html = groups and Markup("<ul>%s</ul>") % Markup().join(
                Markup("<li>%s: %s</li>") % (label, self._links(records))
                for label, records in groups
            )

    @api.model_create_multi
    def create(self, vals_list):
        clauses = super().create(vals_list)
        clauses.policy_id._prepare_text_change()
        return clauses

    def write(self, vals):
        if self._text_fields() & vals.keys():
            self.policy_id._prepare_text_change()
        res = super().write(vals)
        if "policy_id" in vals:
            self.policy_id._prepare_text_change()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self.policy_id._prepare_text_change()

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        if field_name in self._text_fields():
            self.policy_id._prepare_text_change()
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    # BUSINESS

    @api.model
    def _text_fields(self):
        """What approval freezes."""
        return {"policy_id", "number", "name", "body", "sequence"}

    def _settings(self):
        """The settings that carry out these clauses: one recordset per model.

        Models that the user may not read are left out.
        """
        for name in self.env["customer.policy.rule.mixin"]._policy_rule_models():
            settings = self.env[name].with_context(active_test=False)
            if settings.has_access("read"):
                yield settings.search([("clause_id", "in", self.ids)])

    def _check_nothing_left_behind(self, successors):
        """Every setting in use must find its clause in the new version."""
        for settings in self.sudo()._settings():
            for setting in settings.filtered("active"):
                if setting.clause_id not in successors:
                    raise UserError(
                        self.env._(
                            '"%(setting)s" carries out clause %(clause)s, which '
                            "the new version leaves out. Let it name another clause "
                            "first, or archive it.",
                            setting=setting.display_name,
                            clause=setting.clause_id.display_name,
                        )
                    )

    def _hand_over_settings(self, successors):
        """Let the settings name the clauses that carry on those they name now."""
        for settings in self.sudo()._settings():
            for clause, records in settings.grouped("clause_id").items():
                if clause in successors:
                    records.clause_id = successors[clause]

    @api.model
    def _links(self, records):
        return Markup(", ").join(
            Markup('<a href="/odoo/%s/%s">%s</a>')
            % (record._name, record.id, record.display_name)
            for record in records
        )
