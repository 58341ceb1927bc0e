from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .customer_policy_arguments import check_saved

OFFICER = "customer_policy.group_violation_officer"
GENERAL_MANAGER = "customer_policy.group_violation_general_manager"
AUDITOR = "customer_policy.group_auditor"
HANDLERS = f"{OFFICER},{GENERAL_MANAGER}"


class CustomerViolation(models.Model):
    """Who sees a violation, who reported it, and who may act on it.

    The reporter is kept in a column that nobody reads. The officers learn it by a
    computed field, but for those who may not decide: the respondent and all below.
    """

    _inherit = "customer.violation"

    hidden_reporter_id = fields.Many2one(
        "res.users",
        "Reporter as Kept",
        copy=False,
        ondelete="restrict",
        groups=fields.NO_ACCESS,
        policy_protected=True,
    )
    reporter_id = fields.Many2one(
        "res.users",
        compute="_compute_reporter_id",
        groups=OFFICER,
        help="Known to the officers alone.",
    )
    is_headed_by_me = fields.Boolean(
        compute="_compute_is_headed_by_me", search="_search_is_headed_by_me"
    )
    is_about_me = fields.Boolean(
        compute="_compute_is_about_me", search="_search_is_about_me"
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    is_barred = fields.Boolean(compute="_compute_is_barred")

    # Odoo would search them without asking who may read what is said, and so would
    # tell it word by word.
    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
    activity_ids = fields.One2many(bypass_search_access=False)
    activity_summary = fields.Char(related_sudo=False)
    activity_type_id = fields.Many2one(related_sudo=False)

    # ---------------------------------------------------------------------- computes

    @api.depends_context("uid", "su")
    def _compute_reporter_id(self):
        barred = self._barred_users()
        officer = self.env.su or self.env.user.has_group(OFFICER)
        for violation in self:
            known = officer and (
                self.env.su or self.env.uid not in barred[violation._origin.id]
            )
            reporter = violation.sudo().hidden_reporter_id
            violation.reporter_id = reporter if known else False

    @api.depends_context("uid")
    def _compute_is_headed_by_me(self):
        mine = self.sudo().search(
            [("id", "in", self.ids), ("id", "in", self._headed_sql(self.env.uid))]
        )
        for violation in self:
            violation.is_headed_by_me = violation._origin.id in mine._ids

    def _search_is_headed_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        operator = "in" if True in value else "not in"
        return [("id", operator, self._headed_sql(self.env.uid))]

    @api.model
    def _headed_sql(self, uid):
        """SELECT of the ids of the cases against people whom a user heads.

        Their own manager, or the manager of their department or of one above it.
        """
        employees = self.env["hr.employee"]
        departments = self.env["hr.department"]
        return SQL(
            """(
                SELECT headed.id
                  FROM customer_violation headed
                  JOIN hr_employee person ON person.id = headed.employee_id
             LEFT JOIN hr_employee superior ON superior.id = person.parent_id
                 WHERE superior.user_id = %(uid)s
                    OR headed.department_id IN (
                       SELECT below.id
                         FROM hr_department managed
                         JOIN hr_employee head ON head.id = managed.manager_id
                         JOIN hr_department below
                           ON below.parent_path LIKE managed.parent_path || '%%'
                        WHERE head.user_id = %(uid)s
                          AND person.user_id IS DISTINCT FROM %(uid)s)
            )""",
            uid=uid,
            to_flush=[
                self._fields["employee_id"],
                self._fields["department_id"],
                employees._fields["user_id"],
                employees._fields["parent_id"],
                departments._fields["manager_id"],
                departments._fields["parent_path"],
            ],
        )

    @api.depends_context("uid")
    def _compute_is_about_me(self):
        about = self.sudo().search(
            [("id", "in", self.ids), ("id", "in", self._about_sql(self.env.uid))]
        )
        for violation in self:
            violation.is_about_me = violation._origin.id in about._ids

    def _search_is_about_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        operator = "in" if True in value else "not in"
        return [("id", operator, self._about_sql(self.env.uid))]

    @api.model
    def _about_sql(self, uid):
        """SELECT of the ids of the cases against a user or somebody above."""
        employees = self.env["hr.employee"]
        return SQL(
            """(
                WITH RECURSIVE above (id, parent_id) AS (
                    SELECT id, parent_id FROM hr_employee WHERE user_id = %s
                     UNION
                    SELECT boss.id, boss.parent_id
                      FROM hr_employee boss JOIN above ON above.parent_id = boss.id)
                SELECT concerned.id
                  FROM customer_violation concerned
                  JOIN above ON above.id = concerned.employee_id
            )""",
            uid,
            to_flush=[
                self._fields["employee_id"],
                employees._fields["user_id"],
                employees._fields["parent_id"],
            ],
        )

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for violation in self:
            violation.is_mine = self.env.user in violation.sudo().employee_id.user_id

    @api.depends_context("uid")
    def _compute_is_barred(self):
        barred = self._barred_users()
        for violation in self:
            violation.is_barred = self.env.uid in barred[violation._origin.id]

    # -------------------------------------------------------------------- who decides

    def _barred_users(self):
        """Who handles no part of it: the respondent and all who work below.

        :return: {id of the violation: ids of users}
        """
        return {key: barred for key, (barred, _reporters) in self._concerned().items()}

    def _deciders_barred(self):
        """Who does not decide: also who reported it, and all who work below.

        Where nobody else is left, those who work for the reporter decide: else nothing
        could be done about what the head of the company reports.
        """
        barred = {}
        concerned = self._concerned()
        for violation in self:
            first, reporters = concerned[violation.id]
            reporter = violation.sudo().hidden_reporter_id.id
            barred[violation.id] = first | reporters | {reporter}
            if reporters - {reporter}:
                if not violation._handlers_but(barred[violation.id]):
                    barred[violation.id] = first | {reporter}
        return barred

    def _concerned(self):
        """:return: {id: (the respondent's side, the reporter's side)}, ids of users"""
        violations = self.sudo().with_context(active_test=False)
        respondents = violations.employee_id
        reporters = violations.hidden_reporter_id.employee_ids
        below = (respondents | reporters)._users_below()
        concerned = {}
        for violation in violations:
            employee, reporter = violation.employee_id, violation.hidden_reporter_id
            concerned[violation._origin.id] = (
                below.get(employee.id, set()) | set(employee.user_id.ids),
                set().union(*(below[person.id] for person in reporter.employee_ids)),
            )
        return concerned

    @api.model
    def _handlers(self):
        users = self.env["res.users"].sudo()
        for xmlid in (GENERAL_MANAGER, OFFICER):
            users |= self.env.ref(xmlid).sudo().all_user_ids
        return users.filtered("active")

    def _people_who_decide(self):
        """The general managers first, then officers, none of them barred."""
        self.ensure_one()
        return self._handlers_but(self._deciders_barred()[self.id])

    def _handlers_but(self, barred):
        company = self.sudo().company_id
        return self._handlers().filtered(
            lambda user: user.id not in barred and company in user.company_ids
        )

    @api.model
    def _untold_sql(self, uid):
        """SELECT of the ids of the cases of which a user must not know yet."""
        return SQL(
            "(SELECT id FROM customer_violation WHERE is_sealed AND id IN %s)",
            self._about_sql(uid),
            to_flush=self._fields["is_sealed"],
        )

    def _kept_from(self, uid):
        """The cases of which a user must not know yet that they exist."""
        return self.sudo().search(
            [("id", "in", self.ids), ("id", "in", self._untold_sql(uid))]
        )

    # ------------------------------------------------------------------------- checks

    def _check_not_barred(self, deciding=False):
        """Refuse acts of those concerned; in superuser mode, too."""
        barred = self._deciders_barred() if deciding else self._barred_users()
        for violation in self:
            if self.env.uid not in barred[violation.id]:
                continue
            if self.env.uid == violation.sudo().hidden_reporter_id.id:
                raise AccessError(
                    self.env._(
                        "You reported this violation. Somebody else decides on it."
                    )
                )
            raise AccessError(
                self.env._(
                    "This violation concerns you or somebody you work for. Somebody "
                    "else handles it."
                )
            )

    def _begin_act(self, deciding=False):
        """Before every act: the right to it, and nobody else at it just now."""
        if not self.env.su and not self.env.user.has_groups(HANDLERS):
            raise AccessError(
                self.env._("Only violation officers lead a case on. Ask one of them.")
            )
        self.check_access("write")
        check_saved(self)
        self._check_not_barred(deciding)
        self._lock_for_act()

    # --------------------------------------------------------------------------- mail

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """What the officers write to each other is not for the person and the head.

        They read the case itself; only who may write it reads what is said about it.
        """
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation != "read":
            return operations
        auditor = self.env.user.has_group(AUDITOR)
        return {
            violation: "read" if auditor and not violation.is_about_me else "write"
            for violation in operations
        }

    def _with_readable_talk(self):
        """The cases of which the user may read what is said about them."""
        operations = self._mail_get_operation_for_mail_message_operation("read")
        readable = self.browse()
        for operation, cases in self.grouped(operations.get).items():
            readable |= cases._filtered_access(operation)
        return readable
