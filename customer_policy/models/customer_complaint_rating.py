from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.rating.models.rating_data import (
    RATING_HAPPY_VALUE,
    RATING_NEUTRAL_VALUE,
    RATING_UNHAPPY_VALUE,
)

from .customer_policy_arguments import takes, text

TEMPLATE = "customer_policy.mail_template_complaint_rating"
FACES = (RATING_HAPPY_VALUE, RATING_NEUTRAL_VALUE, RATING_UNHAPPY_VALUE)
RATED_STATES = ("answered", "closed", "unfounded")
# Who thanks, or praises, is not asked whether he or she is satisfied.
ASKED_KINDS = ("complaint", "discontent", "enquiry")


class CustomerComplaint(models.Model):
    """Whether the customer is satisfied: asked at closing, and acted on."""

    _inherit = "customer.complaint"

    rating_last_value = fields.Float(
        compute="_compute_rating_last_value", store=True, precompute=True
    )
    closing_rating_id = fields.Many2one(
        "rating.rating",
        "Rating of This Closing",
        policy_protected=True,
        copy=False,
        ondelete="set null",
        help="What the customer said since the case was answered the last time.",
    )

    # ------------------------------------------------------------------------- actions

    def action_close(self):
        res = super().action_close()
        self._ask_for_rating()
        return res

    @takes(reason=text)
    def action_reopen(self, reason=None):
        res = super().action_reopen(reason)
        self.sudo().closing_rating_id = False
        return res

    # ------------------------------------------------------------------------ business

    def rating_apply(self, rate, token=None, rating=None, **kwargs):
        """Take up again what the customer is not satisfied with, and only once.

        A link that is clicked once more, or after the case was taken up again, changes
        nothing.
        """
        if not self._is_ratable():
            return rating or self.sudo().closing_rating_id
        rating = super().rating_apply(rate, token=token, rating=rating, **kwargs)
        self.sudo().closing_rating_id = rating
        bounds = self._customer_bounds()
        if rate <= bounds["dissatisfied_rating"] and self._is_reopened_by_customer():
            self._take_up_again()
        return rating

    def _is_ratable(self):
        self.ensure_one()
        return self.sudo().state in RATED_STATES and self._is_in_time()

    def _customer_rates(self, rate, feedback):
        """:param rate: one of ``FACES``"""
        self.ensure_one()
        if rate not in FACES:
            raise UserError(self.env._("Choose one of the faces."))
        complaint = self.sudo()
        if not complaint._is_ratable():
            if complaint.is_open:
                return  # it was taken up again already
            raise UserError(
                self.env._(
                    "This case can no longer be rated. If something is still wrong, "
                    "please send us a new one."
                )
            )
        complaint._check_customer_text(feedback or "")
        complaint._count_customer_act()
        complaint.rating_apply(
            rate,
            rating=complaint.closing_rating_id or complaint._new_rating(),
            feedback=feedback,
        )

    def _new_rating(self):
        complaint = self.sudo()
        return (
            self.env["rating.rating"]
            .sudo()
            .create(
                {
                    "partner_id": complaint.partner_id.id,
                    "rated_partner_id": complaint._rating_get_operator().id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": complaint.id,
                    "is_internal": False,
                }
            )
        )

    # ---------------------------------------------------------------------------- mail

    def _ask_for_rating(self):
        """Ask by e-mail, once for each closing, in the language of the customer."""
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if not template or not template.active:
            return
        asked = self.sudo().filtered(lambda complaint: complaint._is_asked())
        if not asked:
            return
        template.sudo().send_mail_batch(
            asked.ids,
            force_send=False,
            email_layout_xmlid="mail.mail_notification_light",
        )
        text = self.env._("The customer was asked whether he or she is satisfied.")
        asked._message_log_batch(bodies=dict.fromkeys(asked.ids, text))

    def _is_asked(self):
        self.ensure_one()
        return (
            self.kind in ASKED_KINDS
            and not self.closing_rating_id
            and bool(self.partner_id.email or self.email)
            and self._customer_bounds()["ask_rating"]
        )
