from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools import complaint_process, demo_history
from .customer_policy_demo import SILENT

FINDINGS = {
    "cause": "Two lists of addresses were kept, and the older one was used.",
    "course": "Ordered by phone, packed the same day, sent to the old address.",
    "conclusion": "The mistake is ours.",
    "countermeasure": "Sent anew by courier at our expense.",
    "prevention": "One list of addresses; the warehouse reads it, nobody copies it.",
}
REPLY = "<p>Dear customer, we looked into it and have put it right. We are sorry.</p>"
THANKS = "<p>Thank you. We have passed it on and will tell you what comes of it.</p>"
MEASURES = (
    ("Go through the list of addresses", "preventive"),
    ("Credit note for the freight", "corrective"),
    ("Train the people at the hotline", "preventive"),
    ("Check the packing of fragile goods", "preventive"),
    ("Replace the valve", "corrective"),
)


class CustomerPolicyDemo(models.AbstractModel):
    """Cases of two years that are over, and what they come to by month."""

    _inherit = "customer.policy.demo"

    @api.model
    def _build_cases(self):
        today = self._today()
        self._record_cases(today)
        self._lead_cases(today)
        statistics = self.env["customer.complaint.statistic"].with_context(**SILENT)
        statistics._months_of(self.env.company, demo_history.MONTHS)._count()

    @api.model
    def _record_cases(self, today):
        """Taken over as they ended; their clocks run as those of any case."""
        told = demo_history.cases(today, len(self._customers()))
        cases = self._receive_cases(told)
        self._add_measures(told, cases)
        for row, case in zip(told, cases, strict=True):
            case.write(self._end_values(row))
        self._stop_clocks_of(told, cases)
        self._decide_cases(told, cases)
        self._rate_cases(told, cases)
        self._tell_course(told, cases)
        self._find_common_cause(cases)
        cases.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE customer_complaint SET create_date = date_received,"
                " write_date = date_closed WHERE id = ANY(%s)",
                cases.ids,
            )
        )
        cases.invalidate_recordset(["create_date", "write_date"])

    @api.model
    def _receive_cases(self, told):
        customers = self._customers()
        officers = self._user("officer") + self._user("officer_becker")
        team = self._ref("complaint_team_service")
        complaints = self.env["customer.complaint"].with_context(**SILENT)
        return complaints.create(
            [
                {
                    "kind": row.kind,
                    "category_id": self._ref(f"complaint_category_{row.category}").id,
                    "name": row.name,
                    "description": f"<p>{row.description}</p>",
                    "partner_id": (
                        customers[row.customer].child_ids[:1] or customers[row.customer]
                    ).id,
                    "channel": row.channel,
                    "severity": row.severity,
                    "date_received": row.received,
                    "team_id": team.id,
                    "user_id": officers[place % 2].id,
                    "first_responsible_id": customers[row.customer].user_id.id,
                    "responsible_id": officers[place % 2].id,
                }
                for place, row in enumerate(told)
            ]
        )

    @api.model
    def _add_measures(self, told, cases):
        rng = demo_history.draw("measures")
        vals_list = []
        for row, case in zip(told, cases, strict=True):
            if row.kind != "complaint" or row.state != "closed" or rng.random() > 0.4:
                continue
            name, kind = rng.choice(MEASURES)
            done = demo_history.later(row.acts["execute"], 1).date()
            vals_list.append(
                {
                    "complaint_id": case.id,
                    "name": name,
                    "kind": kind,
                    "user_id": case.user_id.id,
                    "date_deadline": done + timedelta(days=1),
                    "state": "done",
                    "date_done": done,
                    "done_by_id": case.user_id.id,
                }
            )
        self.env["customer.complaint.action"].create(vals_list)

    @api.model
    def _end_values(self, row):
        acts = row.acts
        values = {
            "state": row.state,
            "date_assigned": row.received,
            "date_accepted": acts["accept"],
            "date_answered": acts.get("answer"),
            "date_closed": acts.get("close") or acts["unfounded"],
            "is_notice_due": False,
        }
        if row.kind != "praise":
            values["reply"] = THANKS if row.kind == "suggestion" else REPLY
            values["reply_way"] = "oral" if row.channel == "phone" else "email"
        if row.kind == "complaint" and row.state == "closed":
            values.update(FINDINGS, plan="Ask the warehouse, then the driver.")
        return values

    @api.model
    def _stop_clocks_of(self, told, cases):
        """Met when the act was done that meets it; what nobody met is dropped."""
        met = {}
        for row, case in zip(told, cases, strict=True):
            for act, moment in row.acts.items():
                for step in complaint_process.met_by(act):
                    met.setdefault((case.id, step), moment)
        clocks = self.env["customer.complaint.deadline"].search(
            [("complaint_id", "in", cases.ids)]
        )
        for clock in clocks:
            moment = met.get((clock.complaint_id.id, clock.step))
            clock.write({"date_met": moment} if moment else {"active": False})

    @api.model
    def _decide_cases(self, told, cases):
        chain = self.env["customer.complaint.approval"]._chain
        people = {
            "department_head": self._user("service_head"),
            "general_manager": self._user("general_manager"),
        }
        vals_list = []
        for row, case in zip(told, cases, strict=True):
            steps = []
            if "propose" in row.acts:
                steps.append(("handler", case.user_id, row.acts["propose"], "proposed"))
                steps += [
                    (link.role, people[link.role], row.acts["approve"], "approved")
                    for link in chain(row.severity)
                ]
            if "unfounded" in row.acts:
                moment = row.acts["unfounded"]
                steps.append(("handler", case.user_id, moment, "unfounded"))
            vals_list += [
                {
                    "complaint_id": case.id,
                    "role": role,
                    "user_id": user.id,
                    "date": moment,
                    "outcome": outcome,
                }
                for role, user, moment, outcome in steps
            ]
        self.env["customer.complaint.decision"].create(vals_list)

    @api.model
    def _rate_cases(self, told, cases):
        model_id = self.env["ir.model"]._get_id("customer.complaint")
        rated = [
            (row, case) for row, case in zip(told, cases, strict=True) if row.rating
        ]
        ratings = self.env["rating.rating"].create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": case.id,
                    "partner_id": case.partner_id.id,
                    "rated_partner_id": case.user_id.partner_id.id,
                    "rating": row.rating,
                    "feedback": row.remark,
                    "consumed": True,
                    "rated_on": case.date_closed + timedelta(hours=20),
                    "is_internal": False,
                }
                for row, case in rated
            ]
        )
        for (_row, case), rating in zip(rated, ratings, strict=True):
            case.closing_rating_id = rating

    @api.model
    def _tell_course(self, told, cases):
        """What the chatter would say, each line on its day."""
        note = self.env.ref("mail.mt_note")
        lines = []
        for row, case in zip(told, cases, strict=True):
            officer = case.user_id.partner_id
            first = case.first_responsible_id.partner_id
            lines.append((case, row.received, first, "Case registered"))
            lines.append((case, row.acts["accept"], officer, "Taken up"))
            end = "Found to be unfounded" if row.state == "unfounded" else "Closed"
            lines.append((case, case.date_closed, officer, end))
        messages = self.env["mail.message"].create(
            [
                {
                    "model": "customer.complaint",
                    "res_id": case.id,
                    "author_id": author.id,
                    "email_from": author.email_formatted,
                    "date": moment,
                    "body": text,
                    "message_type": "notification",
                    "subtype_id": note.id,
                }
                for case, moment, author, text in lines
            ]
        )
        messages.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message SET create_date = date WHERE id = ANY(%s)",
                messages.ids,
            )
        )

    @api.model
    def _find_common_cause(self, cases):
        late = cases.filtered(lambda c: c.name.startswith("Delivery came"))[-4:]
        problem = self.env["customer.complaint.problem"].create(
            {
                "name": "The carrier leaves out Thursdays",
                "user_id": self._user("officer").id,
                **FINDINGS,
            }
        )
        late.with_context(**SILENT).problem_id = problem
