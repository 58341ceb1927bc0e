from odoo import models


class CustomerViolation(models.Model):
    """Roles of the organisation that are told of a notice, as its step says."""

    _inherit = "customer.violation"

    def _tell_notice(self):
        res = super()._tell_notice()
        tell = self.env["customer.access.mixin"]._tell
        for violation in self.sudo():
            told = violation._told_of_notice()
            for role, user in violation._people_of_roles().items():
                if user in told:
                    continue
                told |= user
                is_head = role.kind == "department_head"
                text = violation._head_text if is_head else violation._role_text
                tell(user, text)
        return res

    def _told_of_notice(self):
        """Those whom the step names otherwise: nobody is told twice."""
        steps = self.penalty_ids.step_id
        told = self.env["res.users"].sudo()
        if any(steps.mapped("notify_head")):
            told |= self._heads()
        if any(steps.mapped("notify_hr")):
            told |= self.penalty_ids[:1]._hr_officer()
        return told

    def _people_of_roles(self):
        """:return: {role: who acts in it now}, never the person nor who works below"""
        roles = self.penalty_ids.step_id.notify_role_ids
        barred = self.env["res.users"].sudo().browse(self._barred_users()[self.id])
        deciders = roles._deciders_by_role(self.employee_id, self.company_id, barred)
        return {role: user for (role, _employee), user in deciders.items() if user}

    def _role_text(self, reader):
        """Without facts or measure: a role alone does not open the case."""
        return (
            reader.env._("Notice %(number)s", number=self.notice_number),
            reader.env._(
                "A notice against %(person)s is in force. You are told as the policy "
                "says so for your role.",
                person=self.employee_id.name,
            ),
        )
