from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.bulk_insert import bulk_insert
from .customer_policy_arguments import an_id, takes, text

# An object, because a context that comes over RPC can hold no such thing.
OVERRULE = object()


class CustomerGradeReviewLine(models.Model):
    """What a review says of one customer, and what was decided."""

    _name = "customer.grade.review.line"
    _description = "Grade Review Line"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "review_id desc, score desc, partner_id"
    _rec_name = "partner_id"

    review_id = fields.Many2one(
        "customer.grade.review",
        required=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    scheme_id = fields.Many2one(related="review_id.scheme_id")
    company_id = fields.Many2one(related="review_id.company_id")
    review_state = fields.Selection(related="review_id.state", string="Review State")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    score = fields.Float(
        digits=(5, 2), aggregator="avg", copy=False, policy_protected=True
    )
    breakdown = fields.Json(
        help="Value, points and weight of each criterion.",
        copy=False,
        policy_protected=True,
    )
    current_grade_id = fields.Many2one(
        "customer.grade",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        policy_protected=True,
    )
    computed_grade_id = fields.Many2one(
        "customer.grade",
        "By Score",
        ondelete="restrict",
        copy=False,
        policy_protected=True,
    )
    proposed_grade_id = fields.Many2one(
        "customer.grade",
        "Proposed",
        ondelete="restrict",
        copy=False,
        policy_protected=True,
    )
    limited_by = fields.Selection(
        [
            ("locked", "Grade locked"),
            ("min_time", "Minimum time in a grade"),
            ("max_steps", "Steps down"),
        ],
        "Held Back By",
        help="Why the proposal is not the grade of the score.",
        copy=False,
        policy_protected=True,
    )
    final_grade_id = fields.Many2one(
        "customer.grade",
        domain="[('scheme_id', '=', scheme_id)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    color_current = fields.Integer("Current Color", related="current_grade_id.color")
    color_proposed = fields.Integer("Proposed Color", related="proposed_grade_id.color")
    color_final = fields.Integer("Final Color", related="final_grade_id.color")
    decision = fields.Selection(
        [
            ("pending", "To decide"),
            ("accepted", "Accepted"),
            ("kept", "Kept"),
            ("overridden", "Overridden"),
        ],
        default="pending",
        copy=False,
        policy_protected=True,
    )
    movement = fields.Selection(
        [
            ("new", "First grade"),
            ("up", "Up"),
            ("down", "Down"),
            ("same", "Unchanged"),
        ],
        compute="_compute_movement",
        store=True,
        copy=False,
        policy_protected=True,
    )
    reason = fields.Char(
        help="Needed where the final grade is not the proposed one; it is kept in "
        "the customer's history."
    )
    locked_until = fields.Date(
        help="Until this day no review changes the customer's grade."
    )

    _review_partner_unique = models.UniqueIndex(
        "(review_id, partner_id)", "A customer stands in a review once."
    )
    _partner_idx = models.Index("(partner_id, review_id DESC)")

    @api.depends("final_grade_id", "current_grade_id")
    def _compute_movement(self):
        for line in self:
            current, final = line.current_grade_id, line.final_grade_id
            if not current:
                line.movement = "new"
            elif current == final:
                line.movement = "same"
            else:
                better = (final.sequence, final.id) < (current.sequence, current.id)
                line.movement = "up" if better else "down"

    @api.constrains("final_grade_id", "reason")
    def _check_reason(self):
        for line in self:
            if line.final_grade_id != line.proposed_grade_id and not line.reason:
                raise ValidationError(
                    self.env._(
                        "%(customer)s: the final grade is not the proposed one. Say "
                        "why in the reason.",
                        customer=line.partner_id.display_name,
                    )
                )
            if line.final_grade_id.scheme_id != line.scheme_id:
                raise ValidationError(
                    self.env._(
                        "%(customer)s: choose a grade of the scheme %(scheme)s.",
                        customer=line.partner_id.display_name,
                        scheme=line.scheme_id.name,
                    )
                )

    def write(self, vals):
        overruled = self.env.context.get("grade_overrule") is OVERRULE
        if {"final_grade_id", "reason", "locked_until"} & vals.keys() and not overruled:
            self._check_open()
        result = super().write(vals)
        if "final_grade_id" in vals:
            self._set_decision()
        return result

    def action_accept(self):
        """Take the proposed grade."""
        self._check_open()
        for grade, lines in self.grouped("proposed_grade_id").items():
            lines.write({"final_grade_id": grade.id, "reason": False})

    @takes(reason=text)
    def action_keep(self, reason):
        """Leave the customers the grade they have.

        :param reason: why, needed where a change was proposed
        """
        self._check_open()
        held = self.filtered("current_grade_id")
        for grade, lines in held.grouped("current_grade_id").items():
            lines.write({"final_grade_id": grade.id, "reason": reason})

    def action_override(self):
        """Open the dialog that decides several lines at once."""
        self._check_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "customer.grade.override",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }

    @takes(criterion_id=an_id)
    def action_open_documents(self, criterion_id):
        """Open the documents that a criterion counted for the customer.

        Whoever may see the customer may ask; the documents follow their own rules.
        """
        self.ensure_one()
        line = self.sudo()
        line.partner_id.with_env(self.env).check_access("read")
        self.env["customer.grade.criterion"].check_access("read")
        settings = {
            criterion["id"]: criterion
            for criterion in line.review_id.settings["criteria"]
        }
        criterion = line.review_id._criterion(criterion_id).with_env(self.env)
        if criterion_id not in settings or not criterion:
            raise UserError(
                self.env._(
                    "This criterion has been deleted since; its documents can no "
                    "longer be listed."
                )
            )
        return criterion._open_or_raise(
            line._counted_customers().with_env(self.env),
            line.review_id.date,
            fields.Date.to_date(settings[criterion_id]["period_start"]),
        )

    def _counted_customers(self):
        """Whose documents made the figures."""
        return self.partner_id

    def _check_open(self):
        self.check_access("write")
        reviews = self.sudo().review_id
        # Nobody may apply the review between this look at its state and the commit.
        self.env.cr.execute(
            SQL(
                "SELECT FROM %s WHERE id = ANY(%s) FOR SHARE",
                SQL.identifier(reviews._table),
                reviews.ids,
            )
        )
        for review in reviews:
            if review.state != "computed" or review.pending_step:
                raise UserError(
                    self.env._(
                        "%(review)s is no longer open for decisions.",
                        review=review.display_name,
                    )
                )

    def _overrule(self, grade, reason):
        """Put another grade in place after approval, by a decided objection."""
        self.with_context(grade_overrule=OVERRULE).write(
            {"final_grade_id": grade.id, "reason": reason}
        )

    def _set_decision(self):
        lines = self.sudo()
        accepted = lines.filtered(lambda r: r.final_grade_id == r.proposed_grade_id)
        kept = (lines - accepted).filtered(
            lambda r: r.final_grade_id == r.current_grade_id
        )
        accepted.decision = "accepted"
        kept.decision = "kept"
        (lines - accepted - kept).decision = "overridden"

    @api.model
    def _accept_pending(self, review):
        """What nobody has decided otherwise is accepted with the review."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE customer_grade_review_line SET decision = 'accepted'"
                " WHERE review_id = %s AND decision = 'pending'",
                review.id,
            )
        )
        self.invalidate_model(["decision"], flush=False)

    @api.model
    def _insert_scored(self, review, values):
        """Insert lines set-wise, past the ORM.

        :param values: iterable of dicts with partner_id, score, breakdown,
            current_grade_id, computed_grade_id, proposed_grade_id, limited_by,
            movement, decision
        """
        now = fields.Datetime.now()
        # The lines of a what-if are thrown away and name nobody: two references less
        # for the database to look up at each.
        uid = None if review.is_simulation else self.env.uid
        columns = (
            "partner_id",
            "score",
            "breakdown",
            "current_grade_id",
            "computed_grade_id",
            "proposed_grade_id",
            "limited_by",
            "movement",
            "decision",
        )
        bulk_insert(
            self.env.cr,
            self._table,
            (*columns, "final_grade_id"),
            (
                (*(vals[column] for column in columns), vals["proposed_grade_id"])
                for vals in values
            ),
            {
                "review_id": review.id,
                "create_uid": uid,
                "write_uid": uid,
                "create_date": now,
                "write_date": now,
            },
        )
        self.invalidate_model(flush=False)
