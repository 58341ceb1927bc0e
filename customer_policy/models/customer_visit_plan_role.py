from datetime import datetime, time

from odoo import models
from odoo.tools import SQL


class CustomerVisitPlan(models.Model):
    """Visits that a role of the organisation does, whoever acts in it then.

    The holder comes first, then the stand-in; on days of leave the holder has no time,
    so that the visit falls to the stand-in by itself. Between the dates of a stand-in
    he or she goes alone.
    """

    _inherit = "customer.visit.plan"

    def _acting(self, rules, needs, facts):
        """:return: function from a need to the ids of who may go, in their order"""
        roles = {rule.id: rule.role_id for rule in rules if rule.performer == "role"}
        managers = {facts[n.customer].user for n in needs if n.rule in roles}
        heads = self._heads_of_managers(roles.values(), managers)
        known = {}

        def acting(need):
            role, manager = roles[need.rule], facts[need.customer].user
            key = role, manager if role.kind == "department_head" else 0, need.by
            if key not in known:
                known[key] = self._line_of(role, heads.get(manager), need.by)
            return known[key]

        return acting

    def _line_of(self, role, heads, day):
        moment = datetime.combine(day, time(12))
        nobody = self.env["res.users"]
        return role.sudo()._line(nobody if heads is None else heads, moment).ids

    def _heads_of_managers(self, roles, managers):
        """:return: {id of an account manager: users above, the nearest first}"""
        if not any(role.kind == "department_head" for role in roles):
            return {}
        users = self.env["res.users"].browse(filter(None, managers)).exists()
        role = self.env["customer.policy.role"]
        return {
            user.id: role._heads_above(employee)
            for user, employee in self._employees(users).items()
        }

    def _performed_by_role_sql(self, rule):
        """Customers that the people of the plan visit in the role; see
        ``_performed_sql``."""
        people = self._with_those_who_left().user_ids
        if rule.role_id.kind == "department_head":
            if not people:
                return SQL("customer.user_id IS NOT NULL")
            return SQL("customer.user_id = ANY(%s)", self._led_by(rule, people))
        role = rule.role_id.sudo()
        if not people or people & (role.holder_id | role.deputy_id):
            return SQL("TRUE")
        return SQL("FALSE")

    def _led_by(self, rule, people):
        """Ids of the account managers whose head, or stand-in, is one of the people."""
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search([("company_id", "=", self.company_id.id), ("user_id", "!=", False)])
        )
        role = rule.role_id.sudo()
        if people & role.deputy_id:
            return employees.user_id.ids
        return [
            employee.user_id.id
            for employee in employees
            if people & role._heads_above(employee)
        ]
