from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("person", "A person"),
    ("department_head", "The head of the department concerned"),
]


class CustomerPolicyRole(models.Model):
    """A post of the organisation that settings name instead of a person.

    Who acts in it now is asked for each time: absence, leave and dates of a stand-in
    change without anybody telling the settings.
    """

    _name = "customer.policy.role"
    _description = "Role in the Organisation"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    sequence = fields.Integer(default=10)
    name = fields.Char(
        required=True,
        translate=True,
        help="What the post is called, for example General Manager.",
    )
    code = fields.Char(
        required=True, help="A short name for imports and other add-ons."
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    kind = fields.Selection(
        KINDS,
        "Held by",
        required=True,
        default="person",
        help="The head of department is looked up for the employee concerned: the "
        "manager of the department, else of the one above it.",
    )
    holder_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="Who has the post now.",
    )
    deputy_id = fields.Many2one(
        "res.users",
        "Stand-in",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="Acts while the holder is absent, and in any case between the two dates.",
    )
    deputy_from = fields.Date(
        "Stands in from",
        help="From this day on the stand-in acts, even if the holder is there.",
    )
    deputy_to = fields.Date(
        "Stands in until",
        help="Until this day the stand-in acts, even if the holder is there. "
        "Empty: until it is changed.",
    )
    note = fields.Text(
        "Responsibility", translate=True, help="What the role answers for."
    )

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "There is a role with this code already: change that one, or take another "
        "code.",
    )
    _deputy_is_another = models.Constraint(
        "CHECK (holder_id IS NULL OR deputy_id IS NULL OR holder_id != deputy_id)",
        "Nobody stands in for themselves: choose another stand-in.",
    )
    _deputy_dates = models.Constraint(
        "CHECK (deputy_from IS NULL OR deputy_to IS NULL OR deputy_from <= deputy_to)",
        "A stand-in cannot end before it begins.",
    )

    # ------------------------------------------------------------------- constraints

    @api.constrains("holder_id", "deputy_id", "company_id")
    def _check_people(self):
        for role in self.sudo():
            for user in role.holder_id | role.deputy_id:
                if user.share:
                    raise ValidationError(
                        self.env._(
                            "%(user)s is no internal user and cannot act as "
                            "%(role)s. Choose a colleague.",
                            user=user.name,
                            role=role.name,
                        )
                    )
                if role.company_id and role.company_id not in user.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(user)s does not work in %(company)s. Choose somebody "
                            "who does, or let %(role)s hold for all companies.",
                            user=user.name,
                            company=role.company_id.name,
                            role=role.name,
                        )
                    )

    @api.constrains("deputy_id", "deputy_from", "deputy_to")
    def _check_deputy_dates(self):
        for role in self:
            if (role.deputy_from or role.deputy_to) and not role.deputy_id:
                raise ValidationError(
                    self.env._(
                        "Say who stands in for %(role)s in this time.", role=role.name
                    )
                )

    # ---------------------------------------------------------------------- computes

    @api.depends("name", "company_id")
    def _compute_display_name(self):
        for role in self:
            role.display_name = role.name

    # ---------------------------------------------------------------------- business

    @api.model
    def _of_code(self, code, company=None):
        """The company's own role of that code, else the one of all companies."""
        company = company or self.env.company
        return self.sudo().search(
            [("code", "=", code), ("company_id", "in", [company.id, False])],
            order="company_id",
            limit=1,
        )

    def _deciders(self, employee=None, company=None, excluded=None, moment=None):
        """The one who acts in the role now: its holder, else the stand-in.

        :param employee: whom the decision is about, who never takes it
        :param excluded: users who must not decide
        :return: a user, or nobody
        """
        self.ensure_one()
        people = employee or self.env["hr.employee"]
        deciders = self._deciders_by_role(people, company, excluded, moment)
        return deciders[self, people]

    def _deciders_by_role(self, employees, company=None, excluded=None, moment=None):
        """``_deciders`` of many roles about many employees, in as few queries.

        :return: {(role, employee): user or nobody}; without employees the key is an
            empty recordset
        """
        excluded = excluded or self.env["res.users"]
        lines = self._lines_by_role(employees, company, moment)
        return {key: (line - excluded)[:1] for key, line in lines.items()}

    def _lines_by_role(self, employees, company=None, moment=None):
        """Who can act in each role now, the one whose turn it is first.

        :return: {(role, employee): users}, see ``_deciders_by_role``
        """
        if not self:
            return {}
        moment = moment or fields.Datetime.now()
        roles = self.sudo()
        concerned = list(employees) or [employees]
        heads = {employee: self._heads_above(employee) for employee in concerned}
        candidates = (roles.holder_id | roles.deputy_id).union(*heads.values())
        able = candidates._who_can_act(moment)
        if company:
            able = able.filtered(lambda user: company in user.company_ids)
        lines = {}
        for role, own in zip(self, roles, strict=True):
            for employee in concerned:
                others = able - employee.sudo().user_id
                line = own._line(heads[employee], moment)
                line = line.filtered(lambda user, others=others: user in others)
                lines[role, employee] = line.with_env(self.env)
        return lines

    def _line(self, heads, moment):
        """Holder and stand-in, in this order; within the dates the stand-in alone."""
        if self._is_deputy_time(moment):
            return self.deputy_id
        line = self.holder_id if self.kind == "person" else heads[:1]
        line += self.deputy_id - line
        if self.kind == "department_head":
            line += heads - line
        return line

    def _is_deputy_time(self, moment):
        if not (self.deputy_id and (self.deputy_from or self.deputy_to)):
            return False
        zone = (self.holder_id or self.deputy_id).tz
        local = self.with_context(tz=zone or self.env.context.get("tz"))
        day = fields.Datetime.context_timestamp(local, moment).date()
        return (self.deputy_from or day) <= day <= (self.deputy_to or day)

    @api.model
    def _heads_above(self, employee):
        """Those in charge of an employee: heads of department upwards, then superiors.

        :return: their users, the nearest first
        """
        employee = employee.sudo()
        department, heads = employee.department_id, employee.browse()
        while department:
            heads += department.manager_id - heads
            department = department.parent_id
        above = employee.parent_id
        while above and above not in heads and above != employee:
            heads += above
            above = above.parent_id
        return (heads - employee).user_id
