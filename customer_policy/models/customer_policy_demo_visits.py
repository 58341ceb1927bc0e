import base64
import io
from datetime import timedelta

from PIL import Image, ImageDraw

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from ..tools import demo_history, geo
from .customer_policy_demo import SILENT

PEOPLE = ("staff", "staff_novak", "staff_zhou", "sales_head")
# The metres of a degree of latitude, to stand beside a customer's door.
DEGREE = 111_195
FORGOTTEN = (57, 58, 59)
# Working days back on which each called in at a customer without having planned it.
CALLED_IN = (1, 3, 6, 8)


class CustomerPolicyDemo(models.AbstractModel):
    """Visits: two years that are over, a plan for this month, one for the next."""

    _inherit = "customer.policy.demo"

    @api.model
    def _build_visits(self):
        today = self._today()
        month = today.replace(day=1)
        self._register_occasions(today)
        self._record_visits(month)
        self._plan_month(month, today)
        self._call_in_lately(today)
        self._fill_today(today)
        self._give_promises(today)
        begin = fields.Date.add(month, months=1)
        draft = self._create_plan(begin)
        drawn_up = demo_history.at_work(demo_history.next_working_days(begin, -4), 11)
        with self._at(min(drawn_up, fields.Datetime.now())):
            draft.action_generate()
        self._find_neglected()

    # -------------------------------------------------------------------- what is over

    @api.model
    def _levels(self):
        """The place of each customer's grade, and those who get forgotten."""
        grades = self._ref("scheme_importance").grade_ids.sorted("sequence")
        places = {grade: place for place, grade in enumerate(grades)}
        levels = [places.get(c.customer_grade_id, 2) for c in self._customers()]
        for index in FORGOTTEN:
            levels[index] = 3
        return levels

    @api.model
    def _register_occasions(self, today):
        customers = self._customers()
        rng = demo_history.draw("occasions")
        rows = [
            {
                "kind": rng.choice(("delivery", "delivery", "repair", "activity")),
                "name": f"DN{24000 + index}",
                "date": demo_history.next_working_days(today, -rng.randint(1, 380)),
                "partner_id": rng.choice(customers.ids),
            }
            for index in range(36)
        ]
        self.env["customer.visit.occasion"].create(rows)

    @api.model
    def _record_visits(self, month):
        """Taken over as they stood, like visits from an older system."""
        last = month - timedelta(days=1)
        told = demo_history.visits(last, self._levels())
        plans = self._close_plans(month)
        customers = self._customers()
        vals_list = []
        for visit in told:
            vals = self._visit_values(visit, customers[visit.customer])
            begin = (visit.planned + demo_history.OFFSET).date().replace(day=1)
            vals_list.append({**vals, "plan_id": plans.get(begin)})
        visits = self.env["customer.visit"].with_context(**SILENT).create(vals_list)
        self._set_visit_dates(visits)
        self._sign_lately(visits, last)
        return visits

    @api.model
    def _close_plans(self, month):
        """:return: {first day: id of the plan of that month}"""
        found = {}
        for back in (3, 2, 1):
            begin = fields.Date.subtract(month, months=back)
            plan = self._create_plan(begin).sudo().with_context(**SILENT)
            plan.state = "closed"
            found[begin] = plan.id
        return found

    @api.model
    def _create_plan(self, begin):
        plans = self._as(self.env["customer.visit.plan"], "sales_head")
        day = demo_history.next_working_days(begin, -4)
        moment = min(demo_history.at_work(day, 10), fields.Datetime.now())
        with self._at(moment):
            return plans.create(
                {
                    "date_from": begin,
                    "date_to": fields.Date.end_of(begin, "month"),
                    "user_ids": [Command.set([self._user(p).id for p in PEOPLE])],
                }
            )

    @api.model
    def _visit_values(self, visit, customer):
        due = (visit.planned + demo_history.OFFSET).date()
        rules = (
            self._ref("visit_rule_key"),
            self._ref("visit_rule_core"),
            self._ref("visit_rule_ordinary"),
        )
        fitting = [r for r in rules if customer.customer_grade_id in r.grade_ids]
        return {
            "partner_id": customer.id,
            "user_id": customer.user_id.id,
            "visit_type_id": self._ref(f"visit_type_{visit.kind}").id,
            "date_planned": visit.planned,
            "rule_id": fitting[0].id if fitting else False,
            "date_due_from": due - timedelta(days=7),
            "date_due_until": due + timedelta(days=7),
            "reason": "The customer called it off"
            if visit.state == "cancelled"
            else False,
            **self._outcome_values(visit, customer),
        }

    @api.model
    def _outcome_values(self, visit, customer):
        if visit.state != "done":
            missed = visit.state == "missed" and visit.planned + timedelta(days=1)
            return {
                "state": visit.state,
                "date_missed": missed,
                "date_head_told": missed,
            }
        head = self._user(
            "general_manager" if visit.customer % 9 == 0 else "sales_head"
        )
        if head == customer.user_id:
            head = self._user("general_manager")
        done = demo_history.later(visit.planned, 0.8 + 9 * visit.late_days)
        return {
            "state": "done",
            "date_done": done,
            "date_reported": demo_history.later(done, 1.5),
            "done_by_id": customer.user_id.id,
            "result": visit.result,
            "report": visit.report,
            "needs": visit.needs,
            "opinion": visit.needs,
            "promise": visit.promise,
            "promise_date": visit.promised_for,
            "promise_answer": visit.kept and "Sent by e-mail.",
            "date_promise_kept": visit.kept,
            "reviewer_id": head.id if visit.signed else False,
            "date_reviewed": demo_history.later(done, 12) if visit.signed else False,
            **(self._check_in_values(visit, customer, done)),
        }

    @api.model
    def _check_in_values(self, visit, customer, done):
        if visit.kind != "on_site":
            return {}
        latitude = customer.partner_latitude + visit.distance / DEGREE
        longitude = customer.partner_longitude
        moment = done - timedelta(minutes=50)
        return {
            "check_in_date": moment,
            "check_in_received": moment,
            "check_in_latitude": latitude,
            "check_in_longitude": longitude,
            "check_in_accuracy": 12,
            "check_in_distance": geo.distance(
                latitude, longitude, customer.partner_latitude, longitude
            ),
            "check_in_state": "ok" if visit.distance < 300 else "far",
        }

    @api.model
    def _set_visit_dates(self, visits):
        visits.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_visit
                   SET create_date = date_planned - interval '14 days',
                       write_date = COALESCE(date_reported, date_missed, date_planned)
                 WHERE id = ANY(%s)
                """,
                visits.ids,
            )
        )
        visits.invalidate_recordset(["create_date", "write_date"])

    @api.model
    def _sign_lately(self, visits, last):
        """What customers signed on the phone, of the latest weeks."""
        lately = demo_history.at_work(last - timedelta(days=45), 9)
        signed = visits.filtered(
            lambda v: v.state == "done" and v.is_on_site and v.date_planned > lately
        )
        for visit in signed:
            contact = visit.partner_id.child_ids[:1] or visit.partner_id
            visit.write({"signature": self._signature(), "signed_by": contact.name})

    @api.model
    def _signature(self):
        image = Image.new("RGBA", (240, 80), (255, 255, 255, 0))
        rng = demo_history.draw("signature")
        line = [(12 + 9 * n, 40 + rng.randint(-24, 24)) for n in range(25)]
        ImageDraw.Draw(image).line(line, fill=(20, 30, 120, 255), width=3)
        content = io.BytesIO()
        image.save(content, "PNG")
        return base64.b64encode(content.getvalue())

    # --------------------------------------------------------------- what is going on

    @api.model
    def _plan_month(self, month, today):
        """Planned before it began, confirmed, and carried out until yesterday."""
        day = demo_history.next_working_days(month, -3)
        plan = self._create_plan(month)
        with self._at(demo_history.at_work(day, 11)):
            plan.action_generate()
        with self._at(demo_history.at_work(day, 16)):
            if plan.planned_count:
                plan.action_confirm()
        over = plan.sudo().visit_ids.filtered(
            lambda v: v.date_planned < demo_history.at_work(today, 0) and v.user_id
        )
        rng = demo_history.draw("month")
        customers = self._customers()
        places = {customer: place for place, customer in enumerate(customers)}
        over = over.filtered(lambda v: v.partner_id in places).sorted("date_planned")
        quiet = over.with_context(**SILENT)
        for visit in quiet[:-1]:
            told = demo_history.Visit(
                places[visit.partner_id],
                visit.date_planned,
                "missed" if rng.random() < 0.06 else "done",
                visit.visit_type_id.code,
            )
            demo_history.report_on(rng, told, today - timedelta(days=1))
            visit.write(self._outcome_values(told, visit.partner_id))
        self._sign_lately(quiet.filtered(lambda v: v.state == "done"), today)

    @api.model
    def _call_in_lately(self, today):
        """Whatever was planned: nobody's latest days are empty."""
        rng = demo_history.draw("lately")
        last = demo_history.next_working_days(today, -1)
        customers = self._customers().grouped("user_id")
        vals_list = []
        for key in PEOPLE:
            own = customers.get(self._user(key), ())
            for customer, back in zip(own[::-1], CALLED_IN, strict=False):
                day = demo_history.next_working_days(today, -back)
                told = demo_history.call_in(rng, day, last)
                unplanned = {"is_unplanned": True, "rule_id": False}
                unplanned |= {"date_due_from": False, "date_due_until": False}
                vals_list.append(self._visit_values(told, customer) | unplanned)
        visits = self.env["customer.visit"].with_context(**SILENT).create(vals_list)
        self._set_visit_dates(visits)
        self._sign_lately(visits, last)

    @api.model
    def _fill_today(self, today):
        """The way of one day, for whoever looks at it on a phone."""
        user = self._user("staff")
        now = fields.Datetime.now()
        begin = demo_history.at_work(today, 0)
        there = self.env["customer.visit"].search(
            [
                ("user_id", "=", user.id),
                ("date_planned", ">=", begin),
                ("date_planned", "<", begin + timedelta(days=1)),
            ]
        )
        near = self._customers().filtered(
            lambda c: c.user_id == user and c.city == "Shanghai"
        )
        near = (near - there.partner_id)[:5]
        kinds = ("phone", "on_site", "on_site", "meeting", "on_site")
        visits = self.env["customer.visit"].create(
            [
                {
                    "partner_id": customer.id,
                    "user_id": user.id,
                    "visit_type_id": self._ref(f"visit_type_{kind}").id,
                    "date_planned": demo_history.at_work(today, hour),
                    "is_touched": True,
                }
                for customer, kind, hour in zip(
                    near, kinds, (9.25, 10, 11.5, 14, 16.5), strict=False
                )
            ]
        )
        visits.action_confirm()
        call = self._as(visits[:1], "staff")
        if call.date_planned + timedelta(minutes=15) < now:
            call.action_done(
                {"report": "They expect us at four; the plant manager joins in."},
                call.date_planned + timedelta(minutes=15),
            )

    @api.model
    def _give_promises(self, today):
        """One that is due, one that was broken, one for next week; one sent back."""
        visits = self.env["customer.visit"].search(
            [
                ("user_id", "=", self._user("staff").id),
                ("state", "=", "done"),
                ("promise_date", "=", False),
                ("date_planned", "<", demo_history.at_work(today, 0)),
            ],
            order="date_done desc",
            limit=4,
        )
        days = (0, -3, 5)
        quiet = visits.with_context(**SILENT)
        for visit, offset, promise in zip(
            quiet, days, demo_history.PROMISES, strict=False
        ):
            day = demo_history.working_day(today + timedelta(days=offset))
            visit.write(
                {
                    "promise": promise,
                    "promise_date": today if not offset else day,
                    "reviewer_id": False,
                    "date_reviewed": False,
                }
            )
        quiet[:3]._remember_promises()
        quiet[3:].write(
            {
                "is_returned": True,
                "review": "Please add who was there from their side.",
                "reviewer_id": False,
                "date_reviewed": False,
            }
        )

    @api.model
    def _find_neglected(self):
        company = self.env.company
        setting = self.env["customer.visit.setting"]._for(company)
        self.env["customer.neglect"]._find(company, setting)
