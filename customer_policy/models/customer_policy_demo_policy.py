from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from ..tools import demo_history


class CustomerPolicyDemo(models.AbstractModel):
    """The policy itself: in force for two years, read by most, and a new version."""

    _inherit = "customer.policy.demo"

    @api.model
    def _build_policy(self):
        today = self._today()
        policy = self._ref("policy_customer")
        self._enforce_long_ago(today, policy)
        self._ask_to_read(today, policy)
        self._draw_up_next(today, policy)
        self._draft_another()
        self._dismiss_set_up()

    @api.model
    def _dismiss_set_up(self):
        """It would come first whenever somebody opens the application."""
        setup = self._as(self.env["customer.policy.setup"], "manager")
        setup._of_company(self.env.company).action_dismiss()

    @api.model
    def _enforce_long_ago(self, today, policy):
        day = demo_history.working_day(fields.Date.subtract(today, months=27))
        moment = demo_history.at_work(day, 10)
        policy.sudo().with_context(tracking_disable=True).write(
            {
                "submitted_by_id": self._user("manager").id,
                "submitted_date": moment,
                "approved_by_id": self._user("general_manager").id,
                "approved_date": moment + timedelta(hours=4),
                "drawn_up_by_id": self._user("manager").id,
                "date_drawn_up": day,
            }
        )
        policy.flush_recordset()
        # Of a text in force nobody moves the day; this one was not in force before.
        self.env.cr.execute(
            SQL(
                "UPDATE customer_policy SET date_effective = %s WHERE id = %s",
                day + timedelta(days=14),
                policy.id,
            )
        )
        policy.invalidate_recordset(["date_effective"])

    @api.model
    def _ask_to_read(self, today, policy):
        """Everybody was asked; some have not found the time."""
        asked = demo_history.next_working_days(today, -15)
        with self._at(demo_history.at_work(asked, 9)):
            policy.must_acknowledge = True
            policy._ask_those_left(500)
        lines = policy.acknowledgement_ids.sorted("employee_id")
        late = self._employee("staff_novak") + self._employee("officer_becker")
        late += self._employee("staff") + self._employee("warehouse")
        demo = self.env["ir.model.data"].search(
            [("module", "=", "customer_policy"), ("name", "=like", "demo_employee_%")]
        )
        readers = self.env["hr.employee"].browse(demo.mapped("res_id")) - late
        for place, line in enumerate(
            lines.filtered(lambda line: line.employee_id in readers)
        ):
            day = demo_history.next_working_days(asked, 1 + place % 9)
            with self._at(demo_history.at_work(day, 9.5 + place % 7)):
                if user := line.employee_id.user_id:
                    line.with_user(user).sudo(False).action_acknowledge()
                else:
                    self._as(line, "hr").action_record_paper()

    @api.model
    def _draw_up_next(self, today, policy):
        """A version that waits for approval, with two clauses changed."""
        day = demo_history.next_working_days(today, -4)
        with self._at(demo_history.at_work(day, 10)):
            author = self._as(policy, "manager")
            opened = author.action_new_version()
            draft = author.browse(opened["res_id"])
            self._change_clauses(draft)
            draft.date_effective = fields.Date.start_of(
                fields.Date.add(today, months=2), "month"
            )
        with self._at(demo_history.at_work(day, 15)):
            draft.action_submit()

    @api.model
    def _change_clauses(self, draft):
        clauses = {clause.number: clause for clause in draft.clause_ids}
        changed = clauses["6.1"]
        changed.body = changed.body.replace("three minutes", "two minutes")
        draft.clause_ids = [
            Command.create(
                {
                    "number": "6.9",
                    "name": "Crates and packing",
                    "sequence": 690,
                    "body": "<p>Complaints about packing go to the warehouse as well. "
                    "It answers within a working day.</p>",
                }
            )
        ]

    @api.model
    def _draft_another(self):
        """A short text of its own, still a draft."""
        self._as(self.env["customer.policy"], "manager").create(
            {
                "number": "CP-02",
                "name": "Gifts and invitations 礼品与宴请",
                "description": "<p>What may be taken from customers, and what may not."
                "</p>",
                "clause_ids": [
                    Command.create(
                        {
                            "number": "1",
                            "name": "Small things",
                            "body": "<p>Calendars, pens and tea may be kept.</p>",
                        }
                    ),
                    Command.create(
                        {
                            "number": "2",
                            "name": "Everything else",
                            "body": "<p>Is refused, or handed in at the office.</p>",
                        }
                    ),
                ],
            }
        )
