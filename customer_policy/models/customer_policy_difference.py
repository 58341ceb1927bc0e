from odoo import api, fields, models
from odoo.tools import html2plaintext

from ..tools import text_diff


class CustomerPolicy(models.Model):
    """What a version changes in the one before, clause by clause."""

    _inherit = "customer.policy"

    previous_version_id = fields.Many2one(
        "customer.policy", "Version Before", compute="_compute_previous_version_id"
    )
    difference_html = fields.Html(
        "Changes", compute="_compute_difference_html", sanitize=False
    )

    @api.depends("number", "version", "company_id")
    def _compute_previous_version_id(self):
        versions = self.search(
            [("number", "in", self.mapped("number"))], order="version desc"
        ).grouped(lambda policy: (policy.number, policy.company_id))
        for policy in self:
            earlier = versions.get((policy.number, policy.company_id), self.browse())
            policy.previous_version_id = earlier.filtered(
                lambda other, policy=policy: other.version < policy.version
            )[:1]

    @api.depends(
        "previous_version_id",
        "clause_ids.number",
        "clause_ids.name",
        "clause_ids.body",
        "clause_ids.sequence",
    )
    @api.depends_context("lang", "uid")
    def _compute_difference_html(self):
        for policy in self:
            policy.difference_html = (
                policy.previous_version_id and policy._render_difference()
            )

    def _render_difference(self):
        return self.env["ir.qweb"]._render(
            "customer_policy.policy_difference_table",
            {"policy": self, "rows": self._difference_rows()},
        )

    def _difference_rows(self):
        """The clauses of the version before beside those of this one."""
        self.ensure_one()
        return text_diff.compare(
            self.previous_version_id.clause_ids._plain(), self.clause_ids._plain()
        )


class CustomerPolicyClause(models.Model):
    _inherit = "customer.policy.clause"

    def _plain(self):
        """The clauses as plain text, in their order."""
        return [
            text_diff.Clause(
                clause.id,
                clause.previous_id.id,
                clause.number or "",
                clause.name or "",
                html2plaintext(clause.body or "").strip(),
            )
            for clause in self.sorted(lambda c: (c.sequence, c._origin.id or 0))
        ]
