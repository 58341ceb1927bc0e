from odoo import api, fields, models


class CustomerPolicy(models.Model):
    """That the staff was asked about the policy, and told of it, with the proof."""

    _inherit = "customer.policy"

    consultation_date = fields.Date("Discussed On", copy=False, tracking=True)
    consultation_note = fields.Char(
        "Discussed With",
        copy=False,
        tracking=True,
        help="For example the staff congress, or all staff by a draft sent to them.",
    )
    consultation_file_ids = fields.Many2many(
        "ir.attachment",
        "customer_policy_consultation_rel",
        "policy_id",
        "attachment_id",
        "Proof of the Discussion",
        copy=False,
    )
    publication_date = fields.Date("Published On", copy=False, tracking=True)
    publication_note = fields.Char(
        "Published How",
        copy=False,
        tracking=True,
        help="For example on the notice board, or by mail to all.",
    )
    publication_file_ids = fields.Many2many(
        "ir.attachment",
        "customer_policy_publication_rel",
        "policy_id",
        "attachment_id",
        "Proof of the Publication",
        copy=False,
    )
    legal_gaps = fields.Text(compute="_compute_legal_gaps")

    @api.depends("company_id", "consultation_date", "publication_date")
    @api.depends_context("company")
    def _compute_legal_gaps(self):
        for policy in self:
            company = policy.company_id or self.env.company
            legal = self.env["customer.policy.legal"]._of(company)
            policy.legal_gaps = "\n".join(policy._legal_gaps(legal)) or False

    def _legal_gaps(self, legal):
        """What the law asks for that this policy lacks."""
        self.ensure_one()
        gaps = []
        if legal.requires_consultation and not self.consultation_date:
            gaps.append(
                self.env._(
                    "It is not recorded when %(policy)s was discussed with the staff.",
                    policy=self.display_name,
                )
            )
        if legal.requires_publication and not self.publication_date:
            gaps.append(
                self.env._(
                    "It is not recorded when %(policy)s was published.",
                    policy=self.display_name,
                )
            )
        return gaps
