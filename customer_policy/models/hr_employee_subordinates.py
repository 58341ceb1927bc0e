from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import field_values
from .customer_policy_arguments import refuse


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

    @api.model
    def _check_chosen(self, commands):
        """Employees are chosen from what everybody knows of them.

        Commands that pass may be written for people who may not look into staff
        records.
        """
        allowed = (Command.LINK, Command.UNLINK, Command.SET, Command.CLEAR)
        chosen = set()
        if not field_values.fits_list(commands):
            field = self.env._("Employees")
            refuse(self, field, commands, self.env._("a list of ids"))
        for command in commands:
            if isinstance(command, int):
                chosen.add(command)
            elif command[0] not in allowed:
                raise UserError(
                    self.env._("Employees are chosen here, not created or changed.")
                )
            elif command[0] == Command.LINK:
                chosen.add(command[1])
            elif command[0] == Command.SET:
                chosen.update(command[2])
        self.env["hr.employee.public"].browse(chosen).check_access("read")
