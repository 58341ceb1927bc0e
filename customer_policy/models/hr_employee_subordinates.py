from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _users_below(self):
        """Who works below whom, however many levels down.

        :return: {id of an employee: ids of the users of those below}
        """
        below = {employee.id: set() for employee in self}
        if not self:
            return below
        everybody = self.search([("id", "child_of", self.ids)])
        for person in everybody.filtered("user_id"):
            chain, above = set(), person.parent_id
            while above and above.id not in chain:
                chain.add(above.id)
                above = above.parent_id
            for employee_id in chain & below.keys():
                below[employee_id].add(person.user_id.id)
        return below
