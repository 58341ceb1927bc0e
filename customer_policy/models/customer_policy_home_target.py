from odoo import api, fields, models

OTHERS = ("neglected", "open_cases", "case_promises_broken", "moves_up", "grade_gaps")
# These have targets of their own, with more to say than a number.
ELSEWHERE = ("valid_rate", "visits_kept")


class CustomerPolicyHomeTarget(models.Model):
    """What a figure of the start pages is measured by.

    Valid complaints and visits have targets of their own: see
    ``customer.complaint.target`` and ``customer.visit.target``.
    """

    _name = "customer.policy.home.target"
    _description = "Target of a Figure"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "company_id, id"
    _rec_name = "figure"

    figure = fields.Selection(
        string="Key Figure",
        selection="_select_figure",
        required=True,
        help="The number on a start page that is held against this target.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    target = fields.Float(
        required=True,
        aggregator=None,
        help="A number, or per cent where the figure is a share. Whether it is the "
        "most or the least that is wanted depends on the figure.",
    )

    _figure_unique = models.UniqueIndex(
        "(figure, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "This figure has a target already. Change that one.",
    )
    _check_target = models.Constraint("CHECK (target >= 0)", "A target is 0 or more.")

    @api.model
    def _select_figure(self):
        figures = self.env["customer.policy.home.figure"]
        labels = figures._labels()
        codes = [*figures._of_general_manager(), *OTHERS]
        return [(code, labels[code]) for code in codes if code not in ELSEWHERE]

    @api.model
    def _of_company(self, company):
        """:return: {figure: target}, the company's own before those of all"""
        targets = self.sudo().search([("company_id", "in", [company.id, False])])
        targets = targets.sorted(lambda target: bool(target.company_id))
        return {target.figure: target.target for target in targets}
