from odoo import api, fields, models

DECISION = "customer_policy.mail_activity_type_complaint_decision"


class CustomerComplaint(models.Model):
    """Roles of the organisation that decide on a case, or are told of its deadlines."""

    _inherit = "customer.complaint"

    next_role_id = fields.Many2one(
        "customer.policy.role", "Role That Decides", compute="_compute_next_role_id"
    )

    @api.depends("state", "severity", "decision_ids")
    def _compute_next_role_id(self):
        for complaint in self:
            proposed = complaint.state == "proposed"
            link = proposed and complaint._roles_left()[:1]
            complaint.next_role_id = link and link.role_id

    # ---------------------------------------------------------------------- business

    def _who_decide(self, role):
        """Who may decide in a link of the chain: in the role that it names, if any."""
        self.ensure_one()
        link = self._roles_left().filtered(lambda link: link.role == role)[:1]
        if link.role_id:
            decided = self._decisions_in_force().user_id
            line = self._lines_of_roles(link.role_id)[self, link.role_id] - decided
            officers = self._officers()
            line = line.filtered(lambda user: user in officers)
            if found := self._who_may_know(line)[:1]:
                return found
        return self._deciders(role)

    def _invite_decider(self):
        """Let those who decide next see the case, and ask one of them to decide."""
        self.ensure_one()
        link = self._roles_left()[:1]
        deciders = self._who_decide(link.role) - self._decisions_in_force().user_id
        by_head = link.role == "department_head" and not link.role_id
        decider = self._first_head_not_barred() if by_head else None
        decider = (decider or deciders) & deciders
        if not decider:
            return
        complaint = self.sudo()
        complaint.message_subscribe(partner_ids=decider[0].partner_id.ids)
        complaint.activity_schedule(
            DECISION,
            user_id=decider[0].id,
        )

    def _lines_of_roles(self, roles):
        """Who can act in roles for cases, the one whose turn it is first.

        Nobody who stands aside. The head of department is that of the handler.

        :return: {(case, role): users}
        """
        handlers = {complaint: complaint._handler_employee() for complaint in self}
        nobody = self.env["hr.employee"].sudo()
        people = nobody.union(*handlers.values())
        lines = roles._lines_by_role(people)
        if people and not all(handlers.values()):
            lines.update(roles._lines_by_role(nobody))
        return {
            (complaint, role): complaint._not_barred(
                lines[role, handler].filtered(
                    lambda user, c=complaint: c.sudo().company_id in user.company_ids
                )
            ).sudo()
            for complaint, handler in handlers.items()
            for role in roles
        }

    def _handler_employee(self):
        complaint = self.sudo()
        employees = (complaint.user_id or complaint.responsible_id).employee_ids
        own = employees.filtered(lambda e: e.company_id == complaint.company_id)
        return own[:1]

    def _who_may_know(self, users):
        partner = self.sudo().partner_id
        hidden = self.env["customer.confidentiality"]._hidden_from(partner, users)
        return users.filtered(lambda user: partner.id not in hidden[user]._ids)

    # -------------------------------------------------------------------------- cron

    @api.model
    def _cron_ask_deciders(self):
        """Who decides in a role changes while a case waits: ask who does now."""
        links = self.env["customer.complaint.approval"].sudo()
        severities = links.search([("role_id", "!=", False)]).mapped("severity")
        waiting = self.search(
            [("state", "=", "proposed"), ("severity", "in", severities)]
        )
        for complaint in waiting.filtered("next_role_id"):
            deciders = complaint._who_decide(complaint.next_role)
            asked = complaint.activity_search([DECISION])
            if deciders and not asked.user_id & deciders:
                asked.unlink()
                complaint._invite_decider()
