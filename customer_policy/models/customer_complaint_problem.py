from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, html2plaintext

from ..tools import complaint_process
from .customer_complaint_process import OFFICER, REPORT

# Each answer is a letter of its own to be printed, which takes a second or so.
AT_ONCE = 20
# What is found once and holds for all cases.
CRON = "customer_policy.ir_cron_answer_problems"
FINDINGS = (*REPORT, "reply")


class CustomerComplaintProblem(models.Model):
    """One cause behind many cases: found once, answered once for all of them.

    It has no discussion and no followers, so that nobody hears of it who stands aside
    in one of its cases; such people do not see it at all.
    """

    _name = "customer.complaint.problem"
    _description = "Common Cause of Complaints"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("What Is Wrong", required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        "In Charge",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="restrict",
        index=True,
    )
    complaint_ids = fields.One2many("customer.complaint", "problem_id", "Cases")
    complaint_count = fields.Integer("Cases Linked", compute="_compute_counts")
    open_count = fields.Integer("Not Answered", compute="_compute_counts")
    cause = fields.Text()
    course = fields.Text("Course of Events")
    conclusion = fields.Text()
    countermeasure = fields.Text("Counter-Measure")
    prevention = fields.Text()
    reply = fields.Html(
        help="What every customer is answered, after the salutation and the number of "
        "the case."
    )
    answer_user_id = fields.Many2one(
        "res.users",
        "Being Answered By",
        policy_protected=True,
        copy=False,
        index="btree_not_null",
        help="The cases that are still left are answered in the background.",
    )
    answer_after_id = fields.Integer(policy_protected=True, copy=False)
    is_recused = fields.Boolean(
        compute="_compute_is_recused", search="_search_is_recused"
    )

    @api.depends("complaint_ids.state")
    def _compute_counts(self):
        """Of the cases that the user sees."""
        counts = {}
        groups = self.env["customer.complaint"]._read_group(
            [("problem_id", "in", self.ids)],
            ["problem_id", "is_open", "state"],
            ["__count"],
        )
        for problem, is_open, state, count in groups:
            total, waiting = counts.get(problem.id, (0, 0))
            waiting += count if is_open and state != "answered" else 0
            counts[problem.id] = (total + count, waiting)
        for problem in self:
            total, waiting = counts.get(problem._origin.id, (0, 0))
            problem.complaint_count, problem.open_count = total, waiting

    @api.depends_context("uid")
    def _compute_is_recused(self):
        recused = self.sudo().search(
            [("id", "in", self.ids), *self._search_is_recused("in", [True])]
        )
        for problem in self:
            problem.is_recused = problem._origin.id in recused._ids

    def _search_is_recused(self, operator, value):
        if operator != "in":
            return NotImplemented
        Complaint = self.env["customer.complaint"]
        of_cases = SQL(
            """(
                SELECT problem_id FROM customer_complaint
                 WHERE problem_id IS NOT NULL AND id IN %s
            )""",
            Complaint._recused_sql(self.env.uid),
            to_flush=Complaint._fields["problem_id"],
        )
        return Domain("id", "in" if True in value else "not in", of_cases)

    # ------------------------------------------------------------------------- actions

    def action_open_complaints(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_complaint_action"
        )
        return {
            **action,
            "domain": [("problem_id", "=", self.id)],
            "context": {"default_problem_id": self.id},
        }

    def action_share_findings(self):
        """Write what was found into the cases, where nothing stands there yet."""
        self.ensure_one()
        self._check_officer()
        cases = self._cases_seen().filtered("is_open")
        self._write_findings(cases)
        return self._tell_result(
            self.env._("Written into %(count)s cases.", count=len(cases))
        )

    def action_answer(self):
        """Answer all cases that can be answered now, each in its own mail.

        The rules of each case hold: those that are over, have not come so far, or are
        not for the eyes of the user are left out and, where they show, counted. The
        first are answered at once, the others in the background.
        """
        self.ensure_one()
        self._check_officer()
        if not html2plaintext(self.reply or "").strip():
            raise UserError(self.env._("Write the reply first: it goes to everybody."))
        seen = self._cases_seen()
        done = seen.filtered(lambda case: not case.is_open or case.date_answered)
        ready = self._ready(seen)
        now, later = ready[:AT_ONCE], ready[AT_ONCE:]
        failed = self._answer_cases(now)
        if later:
            self.sudo().write(
                {"answer_user_id": self.env.uid, "answer_after_id": now[-1:].id}
            )
            self.env.ref(CRON).sudo()._trigger()
        return self._tell_result(
            self.env._(
                "%(answered)s cases answered, %(later)s more in the background. Left "
                "out: %(done)s that are answered or over, %(early)s that have not been "
                "decided on yet, %(failed)s whose own pages say why.",
                answered=len(now) - len(failed),
                later=len(later),
                done=len(done),
                early=len(seen - ready - done),
                failed=len(failed),
            )
        )

    # ------------------------------------------------------------------------ business

    def _check_officer(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._("Only complaint officers lead a case on. Ask one of them.")
            )

    def _cases_seen(self):
        """The cases that the user may write, those where he or she stands aside out."""
        cases = self.env["customer.complaint"].search([("problem_id", "=", self.id)])
        barred = cases._recused_users()
        cases = cases.filtered(lambda case: self.env.uid not in barred[case.id])
        return cases._filtered_access("write")

    @api.model
    def _ready(self, cases):
        """Those that can be answered now, in the order in which that is done."""
        return cases.filtered(
            lambda case: complaint_process.next_state(case.kind, "answer", case.state)
        ).sorted("id")

    def _answer_cases(self, cases):
        """Answer cases together; where one stands in the way, one by one.

        :return: those that could not be answered; each says why in its messages
        """
        failed = cases.browse()
        if not cases:
            return failed
        self._write_findings(cases)
        try:
            with self.env.cr.savepoint():
                cases.action_answer()
        except (UserError, ValidationError) as error:
            if len(cases) == 1:
                text = self.env._("Not answered: %(reason)s", reason=error)
                cases._message_log_batch(bodies={cases.id: text})
                return cases
            for case in cases:
                failed |= self._answer_cases(case)
        return failed

    def _write_findings(self, cases):
        """What a case says for itself stays."""
        for name in FINDINGS:
            if self[name]:
                cases.filtered(lambda case, name=name: not case[name])[name] = self[
                    name
                ]

    def _tell_result(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text,
                "type": "info",
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ---------------------------------------------------------------------------- cron

    @api.model
    def _cron_answer(self):
        """Go on answering, as the one who began it; each chunk is committed."""
        begun = [("answer_user_id", "!=", False)]
        while problem := self.search(begun, limit=1):
            problem.with_user(problem.answer_user_id)._answer_next()
            left = self.search_count(begun)
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                return

    def _answer_next(self):
        """Answer the next chunk, and note where to go on."""
        self = self.sudo(False)  # noqa: PLW0642
        ready = self._ready(self._cases_seen())
        ready = ready.filtered(lambda case: case.id > self.sudo().answer_after_id)
        now = ready[:AT_ONCE]
        self._answer_cases(now)
        left = len(ready) - len(now)
        self.sudo().write(
            {
                "answer_after_id": now[-1:].id if left else False,
                "answer_user_id": self.env.uid if left else False,
            }
        )
        return left
