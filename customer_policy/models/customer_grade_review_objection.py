from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

DOWNGRADE_ACTIVITY = "customer_policy.mail_activity_type_grade_downgrade"


class CustomerGradeReview(models.Model):
    """Before a downgrade takes effect the account manager has a say."""

    _inherit = "customer.grade.review"

    objection_deadline = fields.Date(
        "Objections Until",
        copy=False,
        policy_protected=True,
        help="The last day on which account managers may object; the review is "
        "applied afterwards.",
    )
    objection_ids = fields.One2many("customer.grade.objection", "review_id")
    objection_count = fields.Integer(
        "Objections to Decide", compute="_compute_objection_count"
    )
    is_say_over = fields.Boolean(
        copy=False,
        policy_protected=True,
        help="It was queued by itself when the time for objections had passed.",
    )

    @api.depends("objection_ids.state")
    def _compute_objection_count(self):
        counts = dict(
            self.env["customer.grade.objection"]._read_group(
                [("review_id", "in", self.ids), ("state", "=", "requested")],
                ["review_id"],
                ["__count"],
            )
        )
        for review in self:
            review.objection_count = counts.get(review, 0)

    # ---------------------------------------------------------------------- actions

    def action_cancel(self):
        result = super().action_cancel()
        self._end_say()
        return result

    def action_open_objections(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_grade_objection_action"
        )
        return {**action, "domain": [("review_id", "=", self.id)]}

    # --------------------------------------------------------------------- business

    def _approve(self):
        result = super()._approve()
        self._open_say()
        return result

    def _finish_apply(self):
        result = super()._finish_apply()
        self._end_say()
        return result

    def _open_say(self):
        """Tell the account managers, each once, and wait for what they say."""
        days = self.scheme_id.objection_days
        counts = days and self._count_downgrades()
        if not counts:
            return
        deadline = fields.Date.add(fields.Date.context_today(self), days=days)
        self.objection_deadline = deadline
        self.scheme_id._tell_account_managers(
            DOWNGRADE_ACTIVITY,
            counts,
            "customer_policy.customer_grade_downgrade_action",
            deadline,
        )

    def _count_downgrades(self):
        """:return: account manager -> how many of the own customers are to fall"""
        self.env.flush_all()
        return self.env["customer.grade.scheme"]._count_by_account_manager(
            SQL(
                "SELECT partner_id FROM customer_grade_review_line"
                " WHERE review_id = %s AND movement = 'down'",
                self.id,
            )
        )

    def _is_say_open(self):
        self.ensure_one()
        return bool(
            self.objection_deadline
            and (
                self.objection_count
                or self.objection_deadline >= fields.Date.context_today(self)
            )
        )

    def _check_say_over(self):
        """:raise UserError: account managers may still object, or have objected"""
        if self.objection_count:
            raise UserError(
                self.env._(
                    "%(count)s objections of account managers are not decided yet. "
                    "Decide them, then apply the review.",
                    count=self.objection_count,
                )
            )
        if self._is_say_open():
            raise UserError(
                self.env._(
                    "Account managers may object until %(date)s; %(count)s customers "
                    "are to be lowered. Apply the review after that day.",
                    date=format_date(self.env, self.objection_deadline),
                    count=self.down_count,
                )
            )

    def _end_say(self):
        reviews = self.sudo()
        reviews.objection_ids.filtered(lambda o: o.state == "requested")._withdraw()
        reviews.scheme_id.activity_unlink([DOWNGRADE_ACTIVITY])

    def _say_notice(self):
        """What the page says when a review was approved and waits for objections."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The account managers have been told. They may object until "
                    "%(date)s; apply the review after that day.",
                    date=format_date(self.env, self[:1].objection_deadline),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------------------- cron

    @api.model
    def _queue_undisputed(self):
        """Reviews that nobody had to approve go on when the say is over."""
        waiting = self.search(
            [
                ("is_automatic", "=", True),
                ("state", "=", "approved"),
                ("approved_by_id", "=", False),
                ("pending_step", "=", False),
                ("is_say_over", "=", False),
                ("objection_deadline", "<", fields.Date.context_today(self)),
            ]
        )
        waiting.filtered(lambda review: not review.objection_count).write(
            {"pending_step": "apply", "is_say_over": True}
        )
