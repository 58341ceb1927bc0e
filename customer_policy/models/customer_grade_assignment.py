from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.mail import generate_tracking_message_id

from ..tools.bulk_insert import bulk_insert


class CustomerGradeAssignment(models.Model):
    """A customer's grade over a stretch of time.

    The current one has no end; the rest is the history. An end is exclusive: on
    the day a grade ends the next one is valid already.
    """

    _name = "customer.grade.assignment"
    _description = "Customer Grade Assignment"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "grade_id"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    scheme_id = fields.Many2one(
        "customer.grade.scheme",
        required=True,
        ondelete="restrict",
        copy=False,
        policy_protected=True,
    )
    company_id = fields.Many2one(related="scheme_id.company_id")
    grade_id = fields.Many2one(
        "customer.grade",
        required=True,
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id)]",
        copy=False,
        policy_protected=True,
    )
    color = fields.Integer(related="grade_id.color")
    score = fields.Float(
        digits=(5, 2), aggregator="avg", copy=False, policy_protected=True
    )
    date_from = fields.Date("From", required=True, copy=False, policy_protected=True)
    date_to = fields.Date("To", copy=False, policy_protected=True)
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )
    valid_on = fields.Date(
        compute="_compute_valid_on",
        search="_search_valid_on",
        help="Search for a day: the grades that held on it.",
    )
    reason = fields.Char(copy=False, policy_protected=True)
    locked_until = fields.Date(
        help="Until this day no review changes the grade.",
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
    line_id = fields.Many2one(
        "customer.grade.review.line",
        "Review Line",
        index="btree_not_null",
        ondelete="set null",
        help="What the latest review said of the customer.",
        copy=False,
        policy_protected=True,
    )
    user_id = fields.Many2one(
        "res.users", "Decided by", copy=False, policy_protected=True
    )

    _current_unique = models.UniqueIndex(
        "(partner_id, scheme_id) WHERE date_to IS NULL",
        "A customer has one current grade in a scheme.",
    )
    # Which grades held on a day; of what has ended most ended before it.
    _period_idx = models.Index("(scheme_id, date_from, date_to)")
    _grade_idx = models.Index("(grade_id) WHERE date_to IS NULL")
    _check_dates = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A grade cannot end before it begins.",
    )

    @api.depends("date_to")
    def _compute_is_current(self):
        for assignment in self:
            assignment.is_current = not assignment.date_to

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("date_to", "=" if True in value else "!=", False)]

    def _compute_valid_on(self):
        self.valid_on = False

    @api.model
    def _search_valid_on(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            self._valid_on_domain(fields.Date.to_date(day)) for day in value if day
        )

    @api.model
    def _valid_on_domain(self, day):
        """The grades that held on ``day``: an end is exclusive."""
        return Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">", day)
        )

    # --------------------------------------------------------------------- business

    @api.model
    def _assign(
        self,
        partners,
        grade,
        reason,
        locked_until=None,
        date=None,
        cause=None,
        clause=None,
    ):
        """Give customers a grade outside of a review, by hand if nothing else is said.

        :param partners: contacts; their commercial entities are graded
        :param reason: why, shown in the history and the chatter
        :param cause: what brought it about, for the chatter
        :param clause: the clause under which it is done
        :return: the new assignments
        :raise UserError: no reason, a contact of another company, or a day before
            the present grade began
        """
        customers = partners.commercial_partner_id
        date = date or fields.Date.context_today(self)
        self._check_assignable(customers, grade, reason)
        held = self._current(customers, grade.scheme_id)
        held._close(date)
        before = {assignment.partner_id: assignment for assignment in held}
        none = self.browse()
        assignments = self.sudo().create(
            [
                {
                    "partner_id": customer.id,
                    "scheme_id": grade.scheme_id.id,
                    "grade_id": grade.id,
                    "score": before.get(customer, none).score,
                    "line_id": before.get(customer, none).line_id.id,
                    "date_from": date,
                    "reason": reason,
                    "locked_until": locked_until,
                    "user_id": self.env.uid,
                }
                for customer in customers
            ]
        )
        self._refresh_partner_grades(customers.ids)
        clause = clause or self.env.ref(
            "customer_policy.clause_grading_override", False
        )
        cause = cause or self.env._("set by hand")
        self._log_on_partners(
            {
                customer.id: self._change_text(
                    before.get(customer, none).grade_id,
                    grade,
                    clause or grade.clause_id,
                    cause,
                    reason,
                )
                for customer in customers
            }
        )
        return assignments

    def _check_assignable(self, customers, grade, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the grade is set by hand."))
        scheme = grade.scheme_id
        if not (grade.active and scheme.active):
            raise UserError(
                self.env._(
                    "The grade %(grade)s of %(scheme)s is archived; choose another.",
                    grade=grade.name,
                    scheme=scheme.name,
                )
            )
        foreign = customers.filtered(lambda p: p.company_id != scheme.company_id)[:1]
        if foreign:
            raise UserError(
                self.env._(
                    "%(customer)s does not belong to the company of the scheme "
                    "%(scheme)s; choose a scheme of its own company.",
                    customer=foreign.display_name,
                    scheme=scheme.name,
                )
            )

    @api.model
    def _current(self, customers, scheme):
        return self.sudo().search(
            [
                ("partner_id", "in", customers.ids),
                ("scheme_id", "=", scheme.id),
                ("date_to", "=", False),
            ]
        )

    def _close(self, date):
        """End current grades on ``date``."""
        later = self.filtered(lambda assignment: assignment.date_from > date)[:1]
        if later:
            raise UserError(
                self.env._(
                    "%(customer)s has a grade that begins on %(date)s; a new one "
                    "cannot begin before it.",
                    customer=later.partner_id.display_name,
                    date=later.date_from,
                )
            )
        self.sudo().write({"date_to": date})
        # The unique index on current grades is looked at row by row.
        self.env.flush_all()

    @api.model
    def _refresh_partner_grades(self, customer_ids=None):
        """Show the current primary grades on contacts, only where they differ.

        :param customer_ids: commercial entities, None for all contacts
        """
        self.env.flush_all()
        scope = graded = SQL("TRUE")
        if customer_ids is None and not self._is_anybody_graded():
            return
        if customer_ids is not None:
            ids = list(customer_ids)
            scope = SQL("partner.commercial_partner_id = ANY(%s)", ids)
            graded = SQL("assignment.partner_id = ANY(%s)", ids)
        self.env.cr.execute(
            SQL(
                """
                WITH primary_grade AS (
                    SELECT assignment.partner_id, assignment.grade_id,
                           scheme.company_id
                      FROM customer_grade_assignment assignment
                      JOIN customer_grade_scheme scheme
                        ON scheme.id = assignment.scheme_id
                       AND scheme.is_primary AND scheme.active
                     WHERE assignment.date_to IS NULL AND %(graded)s
                ), shown AS (
                    SELECT partner.id, grade.grade_id
                      FROM res_partner partner
                      JOIN res_partner customer
                        ON customer.id = partner.commercial_partner_id
                      LEFT JOIN primary_grade grade
                        ON grade.partner_id = customer.id
                       AND grade.company_id IS NOT DISTINCT FROM customer.company_id
                     WHERE %(scope)s
                       AND partner.customer_grade_id
                           IS DISTINCT FROM grade.grade_id
                )
                UPDATE res_partner partner SET customer_grade_id = shown.grade_id
                  FROM shown WHERE shown.id = partner.id
                """,
                graded=graded,
                scope=scope,
            )
        )
        self.env["res.partner"].invalidate_model(["customer_grade_id"], flush=False)

    @api.model
    def _is_anybody_graded(self):
        """Else no contact need be looked at: an installation may find a million."""
        [[answer]] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (SELECT FROM customer_grade_assignment
                                WHERE date_to IS NULL)
                    OR EXISTS (SELECT FROM res_partner
                                WHERE customer_grade_id IS NOT NULL)
                """
            )
        )
        return answer

    # ------------------------------------------------------------------------- mail

    @api.model
    def _change_text(self, before, after, clause, cause, reason=None):
        """One line for the chatter: from, to, why, and the clause that asks for it."""
        values = {
            "scheme": after.scheme_id.name,
            "before": before.name or self.env._("no grade"),
            "after": after.name,
            "cause": cause,
        }
        text = self.env._("%(scheme)s: %(before)s → %(after)s, %(cause)s.", **values)
        if reason:
            text += " " + self.env._("Reason: %(reason)s.", reason=reason)
        if clause:
            text += " " + self.env._("Clause %(clause)s.", clause=clause.display_name)
        return text

    @api.model
    def _log_on_partners(self, texts):
        """Notes on many customers at once: what ``_message_log_batch`` writes, by COPY.

        :param texts: partner id -> plain text
        """
        author = self.env.user.partner_id
        now = fields.Datetime.now()
        same = {
            "model": "res.partner",
            "message_type": "notification",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
            "author_id": author.id,
            "email_from": author.email_formatted,
            "is_internal": True,
            "email_add_signature": False,
            "message_id": generate_tracking_message_id("message-notify"),
            "reply_to": self.env["mail.thread"]._notify_get_reply_to(
                default=author.email_formatted, author_id=author.id
            )[False],
            "date": now,
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            "create_date": now,
            "write_date": now,
        }
        # After a review most customers are told one of a few things.
        bodies = {text: Markup("<p>%s</p>") % text for text in set(texts.values())}
        bulk_insert(
            self.env.cr,
            "mail_message",
            ("res_id", "body"),
            ((partner_id, bodies[text]) for partner_id, text in texts.items()),
            same,
        )
        self.env["mail.message"].invalidate_model(flush=False)
