from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .customer_policy_arguments import takes, text

TO_READ = "customer_policy.mail_activity_type_work_report_read"
TO_SEND = "customer_policy.mail_activity_type_work_report"
MANAGER = "customer_policy.group_visit_manager"


class CustomerWorkReport(models.Model):
    """Sent up, read, commented on, or sent back to be completed."""

    _inherit = "customer.work.report"

    # ------------------------------------------------------------------------- actions

    def action_send(self):
        """To the superior, with the figures as they are now."""
        self._begin_act("draft")
        if self.filtered(lambda report: report.user_id != self.env.user):
            raise AccessError(self.env._("Everybody sends the own report."))
        if early := self.filtered(lambda report: report.date_from > report._today()):
            raise UserError(
                self.env._(
                    "%(report)s lies ahead. Send it when its day has come.",
                    report=early[0].display_name,
                )
            )
        superiors = self._superiors()
        if lost := self.filtered(lambda report: not superiors[report]):
            raise UserError(
                self.env._(
                    "Nobody is there to send %(report)s to. Ask HR to enter your "
                    "manager, or a manager to name a role in the settings of work "
                    "reports.",
                    report=lost[0].display_name,
                )
            )
        self._gather()
        now = fields.Datetime.now()
        for report in self.sudo():
            report.write(
                {
                    "state": "sent",
                    "manager_id": superiors[report].id,
                    "date_sent": now,
                    "is_late": bool(report.date_due and now > report.date_due),
                }
            )
        self._hand_up()

    @takes(comment=text)
    def action_read(self, comment=None):
        """The superior has read it, and may say something about it."""
        self._begin_act("sent", "read")
        self._check_superior()
        for report in self.sudo():
            report.write(
                {
                    "state": "read",
                    "date_read": fields.Datetime.now(),
                    "read_by_id": self.env.uid,
                }
            )
        self._comment(comment)
        self.sudo().activity_feedback([TO_READ])

    @takes(reason=text)
    def action_return(self, reason=None):
        """Something is missing: the author completes it and sends it again."""
        self._begin_act("sent", "read")
        self._check_superior()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say what is missing in the report."))
        self.sudo().write({"state": "draft", "date_sent": False, "is_late": False})
        self._comment(reason)
        self.sudo().activity_unlink([TO_READ])
        for report in self.sudo():
            report._give_to_do(report.user_id, TO_SEND)
            report._tell_report(report.user_id, report._returned_text)

    def action_recall(self):
        """The author takes it back, as long as nobody has read it."""
        self._begin_act("sent", "read")
        if self.filtered(lambda report: report.user_id != self.env.user):
            raise AccessError(self.env._("Only who sent a report takes it back."))
        self.sudo().write({"state": "draft", "date_sent": False, "is_late": False})
        self.sudo().activity_unlink([TO_READ])

    # ------------------------------------------------------------------------ business

    def _begin_act(self, state, operation="write"):
        """Before every act: the right to it, the state, nobody else at it just now."""
        self.check_access(operation)
        self._lock_for_act()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for report in self:
            if report.state != state:
                raise UserError(
                    self.env._(
                        "%(report)s is in the state “%(state)s”, where this is not "
                        "possible.",
                        report=report.display_name,
                        state=labels[report.state],
                    )
                )

    def _superiors(self):
        """Whom each report goes to: the superior, else heads, else the role set for it.

        :return: {report: user or nobody}
        """
        roles = self.env["customer.policy.role"].sudo()
        settings = self.env["customer.work.report.setting"]
        figures = {company: settings._for(company) for company in self.company_id}
        employees = self._employees()
        superiors = {}
        for report in self:
            employee = employees[report]
            heads = employee.parent_id.user_id
            heads += roles._heads_above(employee) - heads if employee else heads
            heads = heads.filtered("active") - report.user_id
            role = figures[report.company_id].role_id
            if not heads and role:
                heads = role._deciders(employee, company=report.company_id)
                heads -= report.user_id
            superiors[report] = heads[:1].sudo()
        return superiors

    def _employees(self):
        """:return: {report: its author as an employee of its company}"""
        people = (
            self.env["hr.employee"].sudo().search([("user_id", "in", self.user_id.ids)])
        )
        by_key = people.grouped(lambda person: (person.user_id, person.company_id))
        return {
            report: by_key.get((report.user_id, report.company_id), people.browse())[:1]
            for report in self
        }

    def _superiors_among(self, user):
        """The reports that a user may read as a superior."""
        others = self.filtered(lambda report: report.user_id != user)
        if user.has_group(MANAGER):
            return others
        employees = others._employees()
        return others.filtered(
            lambda report: (
                report.manager_id == user or user in employees[report].parent_id.user_id
            )
        )

    def _check_superior(self):
        if self - self._superiors_among(self.env.user):
            raise AccessError(
                self.env._("A superior of the person decides about this report.")
            )

    def _comment(self, text):
        if text := (text or "").strip():
            for report in self:
                report.message_post(
                    body=text, message_type="comment", subtype_xmlid="mail.mt_comment"
                )

    # ---------------------------------------------------------------------------- mail

    def _hand_up(self):
        self.sudo().activity_unlink([TO_SEND])
        for report in self.sudo():
            people = report.user_id | report.manager_id
            report.message_subscribe(partner_ids=people.partner_id.ids)
            report._give_to_do(report.manager_id, TO_READ)
            report._tell_report(report.manager_id, report._sent_text)

    def _give_to_do(self, user, kind):
        quiet = self.sudo().with_context(mail_activity_quick_update=True)
        quiet.activity_schedule(kind, user_id=user.id)

    def _tell_report(self, user, text):
        self.env["customer.access.mixin"]._tell(user, text, record=self)

    def _sent_text(self, reader):
        report = self.with_env(reader.env)
        subject = reader.env._("Sent to you: %(report)s", report=report.display_name)
        return subject, report._link_text(reader.env._("Read It"))

    def _returned_text(self, reader):
        report = self.with_env(reader.env)
        subject = reader.env._(
            "To be completed: %(report)s", report=report.display_name
        )
        return subject, report._link_text(reader.env._("Complete It"))

    def _link_text(self, label):
        return Markup("<p><a href='%s'>%s</a></p>") % (
            f"{self.get_base_url()}/odoo/customer.work.report/{self.id}",
            label,
        )
