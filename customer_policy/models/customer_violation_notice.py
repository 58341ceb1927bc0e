from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError

SERVED = ("in_force", "appealed", "closed")


class CustomerViolation(models.Model):
    """The notice: a document in official form, and who is told that it was served."""

    _inherit = "customer.violation"

    # ------------------------------------------------------------------------ actions

    def action_print_notice(self):
        """The notice as PDF; also for the person it concerns."""
        self.ensure_one()
        self.check_access("read")
        if not self._has_notice():
            raise UserError(self.env._("There is no notice before it is served."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/violation/notice/{self.id}",
            "target": "new",
        }

    # ----------------------------------------------------------------------- business

    def _has_notice(self):
        return bool(self.notice_number) and self.state in SERVED

    def _notice_pdf(self):
        """What was sealed; the notice as it is now, as long as it is not."""
        self.ensure_one()
        if seal := self._seal():
            return seal.with_context(bin_size=False).document
        return self._render_notice()

    def _render_notice(self):
        """As the system: the person reads it, who may know no classified customer.

        It names no customer but in the words of the facts.
        """
        self.ensure_one()
        reports = self.env["ir.actions.report"].with_user(SUPERUSER_ID)
        lang = self.sudo().employee_id.user_id.lang or self.env.user.lang
        content, _kind = reports.with_context(lang=lang)._render_qweb_pdf(
            "customer_policy.report_violation_notice", self.ids
        )
        return content

    def _notice_penalties(self):
        """What the notice says; not what came to nothing."""
        self.ensure_one()
        return self.sudo().penalty_ids.filtered(lambda p: p.state != "cancelled")

    def _notice_day(self):
        self.ensure_one()
        zone = self.company_id.partner_id.tz or "UTC"
        moment = self.with_context(tz=zone)
        return fields.Datetime.context_timestamp(moment, self.date_in_force).date()

    def _heads(self):
        """The head of the person's department, and whom he or she works for."""
        self.ensure_one()
        employee = self.sudo().employee_id
        heads = (employee.parent_id | self.sudo().department_id.manager_id) - employee
        return heads.user_id.filtered("active")

    # --------------------------------------------------------------------------- mail

    def _tell_notice(self):
        """The person by the notice; head and HR as the step says."""
        self._tell_person(self._served_text)
        tell = self.env["customer.access.mixin"]._tell
        for violation in self.sudo():
            steps = violation.penalty_ids.step_id
            if any(steps.mapped("notify_head")):
                tell(violation._heads(), violation._head_text)
            if any(steps.mapped("notify_hr")):
                tell(violation.penalty_ids[:1]._hr_officer(), violation._hr_text)

    @staticmethod
    def _served_text(reader):
        return (
            reader.env._("A notice has been served on you"),
            reader.env._(
                "Read it under “My Record”, acknowledge that you received it, and "
                "appeal in time if you disagree."
            ),
        )

    def _head_text(self, reader):
        """With the facts, as the ladder demands."""
        labels = dict(
            self.env["customer.penalty"]
            ._fields["measure"]
            ._description_selection(reader.env)
        )
        return (
            reader.env._("Notice %(number)s", number=self.notice_number),
            reader.env._(
                "%(person)s: %(measures)s. Facts: %(facts)s",
                person=self.employee_id.name,
                measures=", ".join(
                    labels[penalty.measure] for penalty in self._notice_penalties()
                ),
                facts=self.facts,
            ),
        )

    def _hr_text(self, reader):
        return (
            reader.env._("Notice %(number)s", number=self.notice_number),
            reader.env._(
                "A notice against %(person)s is in force. What HR has to do about it "
                "is among the activities on the person's file.",
                person=self.employee_id.name,
            ),
        )
