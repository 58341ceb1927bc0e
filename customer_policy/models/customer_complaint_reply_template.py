from odoo import api, fields, models

from .customer_complaint import KINDS


class CustomerComplaintReplyTemplate(models.Model):
    """A text laid up for replies, written once for each language."""

    _name = "customer.complaint.reply.template"
    _description = "Reply Laid Up"
    _inherit = ["mail.render.mixin", "customer.policy.rule.mixin"]
    _order = "sequence, id"
    _unrestricted_rendering = True

    name = fields.Char(
        required=True,
        translate=True,
        help="What one looks for when choosing a text; the customer does not see it.",
    )
    sequence = fields.Integer(default=10)
    use = fields.Selection(
        [
            ("answer", "Answer"),
            ("unfounded", "Polite answer to an unfounded one"),
            ("note", "How it stands, or why it takes longer"),
        ],
        required=True,
        default="answer",
        help="For which letter the text is offered.",
    )
    kind = fields.Selection(KINDS, help="Empty: for every kind of case.")
    category_id = fields.Many2one(
        "customer.complaint.category",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for every category.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    body = fields.Html(
        required=True,
        translate=True,
        render_engine="qweb",
        render_options={"post_process": False},
        sanitize="email_outgoing",
        help="The text as the customer gets it; whoever answers can still change it.",
    )

    def _compute_render_model(self):
        self.render_model = "customer.complaint"

    @api.model
    def _for_case(self, complaint, use):
        """Those that fit a case, the most fitting first."""
        fitting = self.search(
            [
                ("use", "=", use),
                ("kind", "in", [complaint.kind, False]),
                ("category_id", "in", [complaint.category_id.id, False]),
                ("company_id", "in", [complaint.company_id.id, False]),
            ]
        )
        return fitting.sorted(
            lambda template: (
                not template.category_id,
                not template.kind,
                template.sequence,
                template.id,
            )
        )

    @api.model
    def _best_for(self, complaint, use):
        return self._for_case(complaint, use)[:1]

    def _text_for(self, complaints):
        """The text for each case, in its customer's language.

        :return: {id of a case: HTML}
        """
        self.ensure_one()
        languages = {case.id: case.customer_lang for case in complaints}
        return self._render_field("body", complaints.ids, res_ids_lang=languages)
