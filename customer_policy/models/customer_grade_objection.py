from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..concurrency import lock
from .customer_policy_arguments import takes, text

OBJECTION_ACTIVITY = "customer_policy.mail_activity_type_grade_objection"


class CustomerGradeObjection(models.Model):
    """An account manager asks for another grade of a customer.

    Against a downgrade that a review is about to carry out it is an objection, and
    the review waits for the decision; at any other time it is an application.
    Somebody else decides: a grading manager, never who applied.
    """

    _name = "customer.grade.objection"
    _description = "Grade Objection"
    _inherit = [
        "customer.policy.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
    )
    scheme_id = fields.Many2one(
        "customer.grade.scheme",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
        default=lambda self: self.env["customer.grade.review"]._default_scheme_id(),
    )
    company_id = fields.Many2one(related="scheme_id.company_id")
    kind = fields.Selection(
        [("objection", "Objection"), ("application", "Application")],
        default="application",
        required=True,
        copy=False,
        policy_protected=True,
    )
    line_id = fields.Many2one(
        "customer.grade.review.line",
        "Review Line",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        policy_protected=True,
    )
    review_id = fields.Many2one(
        "customer.grade.review",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        policy_protected=True,
    )
    current_grade_id = fields.Many2one(
        "customer.grade",
        ondelete="restrict",
        copy=False,
        policy_protected=True,
    )
    planned_grade_id = fields.Many2one(
        "customer.grade",
        "Grade After the Review",
        ondelete="restrict",
        copy=False,
        policy_protected=True,
    )
    requested_grade_id = fields.Many2one(
        "customer.grade",
        required=True,
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id)]",
        copy=False,
    )
    color_requested = fields.Integer(related="requested_grade_id.color")
    reason = fields.Text(required=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        "Applicant",
        required=True,
        index=True,
        default=lambda self: self.env.uid,
        copy=False,
        policy_protected=True,
    )
    date_deadline = fields.Date("Objections Until", copy=False, policy_protected=True)
    state = fields.Selection(
        [
            ("requested", "To decide"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="requested",
        required=True,
        index=True,
        tracking=True,
        copy=False,
        policy_protected=True,
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", copy=False, policy_protected=True
    )
    date_decided = fields.Datetime("Decided on", copy=False, policy_protected=True)
    decision_reason = fields.Text(copy=False, policy_protected=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _open_unique = models.UniqueIndex(
        "(partner_id, scheme_id) WHERE state = 'requested'",
        "Another grade of this customer has been asked for already. Wait for the "
        "decision, or have that request withdrawn.",
    )

    @api.depends("partner_id", "requested_grade_id")
    def _compute_display_name(self):
        for objection in self:
            objection.display_name = (
                f"{objection.partner_id.display_name or ''}: "
                f"{objection.requested_grade_id.name or ''}"
            )

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        decides = self.env.user.has_group("customer_policy.group_grading_manager")
        for objection in self:
            objection.can_decide = (
                decides
                and objection.state == "requested"
                and not objection._is_interested(self.env.user)
            )

    @api.constrains("requested_grade_id", "scheme_id")
    def _check_requested_grade(self):
        for objection in self:
            if objection.requested_grade_id.scheme_id != objection.scheme_id:
                raise ValidationError(
                    self.env._(
                        "Choose a grade of the scheme %(scheme)s.",
                        scheme=objection.scheme_id.name,
                    )
                )

    # ------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        self._check_values(vals_list)
        # Before the database is asked: what it refuses would tell of other requests.
        for vals in vals_list:
            self.new(vals)._check_applicant()
        objections = super().create(vals_list)
        objections._check_applicant()
        objections.sudo()._complete()
        objections.sudo()._ask_for_decision()
        return objections

    # ---------------------------------------------------------------------- actions

    @takes(reason=text)
    def action_accept(self, reason=None):
        """Give the customers the grades that were asked for.

        :param reason: optional, told to the applicant
        """
        objections = self._lock_for_decision()
        objections._decide("accepted", reason)
        against = objections.filtered("line_id")
        for objection in against:
            objection.line_id._overrule(objection.requested_grade_id, objection.reason)
        for (grade, cause), group in (
            (objections - against)
            .grouped(lambda objection: (objection.requested_grade_id, objection.reason))
            .items()
        ):
            self.env["customer.grade.assignment"]._assign(
                group.partner_id,
                grade,
                cause,
                cause=self.env._("applied for by the account manager"),
            )

    @takes(reason=text)
    def action_refuse(self, reason):
        """:param reason: why, told to the applicant"""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the request is refused."))
        self._lock_for_decision()._decide("refused", reason)

    def action_open_decision(self):
        """Open the dialog that accepts or refuses, one or several."""
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "customer.grade.objection.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_objection_ids": self.ids},
        }

    def action_withdraw(self):
        """The applicant takes the request back."""
        self.check_access("read")
        if any(objection.user_id != self.env.user for objection in self):
            raise AccessError(self.env._("Only the applicant withdraws a request."))
        self._check_requested()
        self.sudo()._withdraw()

    # --------------------------------------------------------------------- business

    def _is_interested(self, user):
        self.ensure_one()
        return user in (self.user_id, self.sudo().partner_id.user_id)

    def _check_applicant(self):
        for objection in self:
            customer = objection.sudo().partner_id.commercial_partner_id
            if objection.user_id != self.env.user or customer.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Only the account manager of a customer asks for another "
                        "grade of it. Ask the account manager."
                    )
                )

    def _complete(self):
        """Note what stands now, and against which review the request is made."""
        held = {
            (assignment.partner_id, assignment.scheme_id): assignment.grade_id
            for assignment in self.env["customer.grade.assignment"].search(
                [
                    ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
                    ("scheme_id", "in", self.scheme_id.ids),
                    ("date_to", "=", False),
                ]
            )
        }
        none = self.env["customer.grade.review.line"]
        lines = self._lines_to_object_to()
        for objection in self:
            customer = objection.partner_id.commercial_partner_id
            line = lines.get((customer, objection.scheme_id), none)
            current = held.get(
                (customer, objection.scheme_id), self.env["customer.grade"]
            )
            if objection.requested_grade_id == (line.final_grade_id or current):
                raise UserError(
                    self.env._(
                        "%(customer)s has the grade %(grade)s, or is about to get it. "
                        "Ask for another one.",
                        customer=customer.display_name,
                        grade=objection.requested_grade_id.name,
                    )
                )
            objection.write(
                {
                    "partner_id": customer.id,
                    "current_grade_id": current.id,
                    "kind": "objection" if line else "application",
                    "line_id": line.id,
                    "review_id": line.review_id.id,
                    "planned_grade_id": line.final_grade_id.id,
                    "date_deadline": line.review_id.objection_deadline,
                }
            )

    def _lines_to_object_to(self):
        """:return: (customer, scheme) -> line of a review that waits for objections"""
        reviews = self.env["customer.grade.review"].search(
            [
                ("scheme_id", "in", self.scheme_id.ids),
                ("state", "=", "approved"),
                ("pending_step", "=", False),
                ("objection_deadline", ">=", fields.Date.context_today(self)),
            ]
        )
        # Nobody may apply the review between this look at its state and the commit.
        self.env.cr.execute(
            SQL(
                "SELECT FROM customer_grade_review WHERE id = ANY(%s) FOR SHARE",
                reviews.ids,
            )
        )
        lines = self.env["customer.grade.review.line"].search(
            [
                ("review_id", "in", reviews.ids),
                ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
                ("movement", "=", "down"),
            ],
            order="id",
        )
        return {(line.partner_id, line.scheme_id): line for line in lines}

    def _ask_for_decision(self):
        """Give one grading manager each the decision, but never who applied."""
        for objection in self:
            deciders = objection._deciders()
            decider = (objection.scheme_id.user_id & deciders) or deciders[:1]
            if decider:
                objection.with_context(lang=decider.lang).activity_schedule(
                    OBJECTION_ACTIVITY,
                    user_id=decider.id,
                    date_deadline=objection.date_deadline
                    or fields.Date.context_today(objection),
                )

    def _deciders(self):
        self.ensure_one()
        group = self.env.ref("customer_policy.group_grading_manager").sudo()
        company = self.company_id
        users = group.all_user_ids.filtered(
            lambda user: (
                user.active
                and not self._is_interested(user)
                and (not company or company in user.company_ids)
            )
        )
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.partner_id, users
        )
        return users.filtered(lambda user: not hidden[user]).sorted("id")

    def _check_may_decide(self):
        self.check_access("read")
        if not self.env.user.has_group("customer_policy.group_grading_manager"):
            raise AccessError(
                self.env._("Only a grading manager decides on another grade.")
            )
        if any(objection._is_interested(self.env.user) for objection in self):
            raise AccessError(
                self.env._(
                    "The applicant and the account manager do not decide on their own "
                    "request. Ask another grading manager."
                )
            )

    def _check_requested(self):
        if any(objection.state != "requested" for objection in self):
            raise UserError(
                self.env._("This has been decided already. Reload the page.")
            )

    def _lock_for_decision(self):
        """:return: the requests as superuser, locked, and still to be decided"""
        self._check_may_decide()
        objections = self.sudo()
        lock(objections)
        objections.invalidate_recordset(["state"])
        self._check_requested()
        return objections

    def _decide(self, state, reason):
        self.write(
            {
                "state": state,
                "decision_reason": reason,
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )
        self.activity_ids.action_feedback()
        for lang, objections in self.grouped(lambda o: o.user_id.lang).items():
            objections.with_context(lang=lang)._tell_applicants()

    def _tell_applicants(self):
        """In the chatter and by mail, in the language of the context."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for objection in self:
            objection.message_post(
                body=self.env._(
                    "%(decision)s: %(grade)s. %(reason)s",
                    decision=labels[objection.state],
                    grade=objection.requested_grade_id.name,
                    reason=objection.decision_reason or "",
                ),
                partner_ids=objection.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )

    def _withdraw(self):
        self.write({"state": "withdrawn"})
        self.activity_ids.unlink()
