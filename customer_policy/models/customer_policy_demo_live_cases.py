from datetime import timedelta

from odoo import api, fields, models

from ..tools import demo_history
from .customer_policy_demo_cases import FINDINGS, MEASURES, REPLY, THANKS

# Case by case: what it is; how many working days ago, and at which hour, who did what.
LIVE = (
    {
        "name": "Boxes of the wrong size 尺寸错误",
        "category": "exchange",
        "customer": 4,
        "came": (0, "phone"),
    },
    {
        "name": "Nobody answers at the hotline",
        "kind": "discontent",
        "category": "service",
        "customer": 9,
        "came": (0, "email"),
    },
    {
        "name": "Delivery note without prices",
        "category": "price",
        "customer": 13,
        "came": (1, "email"),
        "acts": ((1, "accept"),),
    },
    {
        "name": "Pump fails again after repair",
        "category": "damages",
        "severity": "important",
        "customer": 2,
        "came": (6, "phone"),
        "acts": ((6, "accept"), (5, "investigate")),
    },
    {
        "name": "Wrong batch for the clinic",
        "category": "return",
        "severity": "important",
        "customer": 23,
        "came": (3, "visit"),
        "acts": ((3, "accept"), (3, "investigate"), (1, "propose")),
    },
    {
        "name": "Line stopped for two days 停产两天",
        "category": "damages",
        "severity": "major",
        "customer": 15,
        "came": (2, "phone"),
        "acts": ((2, "accept"), (2, "investigate"), (1, "propose"), (1, "approve")),
    },
    {
        "name": "Offer not kept",
        "category": "price",
        "customer": 33,
        "came": (4, "letter"),
        "acts": ((4, "accept"), (3, "investigate"), (2, "propose"), (1, "approve")),
    },
    {
        "name": "Labels come off in the cold store",
        "category": "exchange",
        "customer": 42,
        "came": (5, "portal"),
        "acts": (
            (5, "accept"),
            (4, "investigate"),
            (3, "propose"),
            (2, "approve"),
            (1, "execute"),
        ),
        "measures": 2,
    },
    {
        "name": "Credit note never came",
        "category": "price",
        "customer": 6,
        "came": (6, "email"),
        "acts": (
            (6, "accept"),
            (5, "investigate"),
            (4, "propose"),
            (3, "approve"),
            (2, "execute"),
            (1, "answer"),
        ),
        "promise": -2,
    },
    {
        "name": "Lamps flicker; photos to follow",
        "category": "damages",
        "customer": 46,
        "came": (4, "chat"),
        "acts": ((4, "accept"), (3, "investigate"), (2, "wait_customer")),
    },
    {
        "name": "Second wrong invoice in a row",
        "category": "price",
        "severity": "important",
        "customer": 7,
        "came": (12, "email"),
        "acts": (
            (12, "accept"),
            (11, "investigate"),
            (10, "propose"),
            (9, "approve"),
            (8, "execute"),
            (7, "answer"),
            (6, "close"),
            (1, "reopen"),
        ),
    },
    {
        "name": "They talk about customers in the lift",
        "category": "attitude",
        "severity": "important",
        "customer": None,
        "came": (3, "form"),
        "acts": ((3, "accept"), (2, "investigate")),
    },
    {
        "name": "Is there a course for beginners?",
        "kind": "enquiry",
        "category": "other",
        "customer": 47,
        "came": (1, "email"),
        "acts": ((1, "accept"),),
        "due": True,
    },
    {
        "name": "Do you take back old machines?",
        "kind": "enquiry",
        "category": "other",
        "customer": 28,
        "came": (2, "phone"),
        "acts": ((2, "accept"), (1, "answer")),
    },
    {
        "name": "A shelf for returned crates",
        "kind": "suggestion",
        "category": "suggestion",
        "customer": 41,
        "came": (1, "visit"),
    },
    {
        "name": "Mr Olsen came at night 夜里也来了",
        "kind": "praise",
        "category": "service",
        "customer": 19,
        "came": (2, "phone"),
        "acts": ((2, "accept"),),
    },
    {
        "name": "Counter closed before six",
        "category": "service",
        "customer": 50,
        "came": (5, "phone"),
        "acts": ((5, "accept"), (4, "investigate"), (2, "unfounded")),
    },
    {
        "name": "He promised what he may not promise",
        "category": "attitude",
        "customer": 11,
        "came": (4, "phone"),
        "acts": ((4, "accept"), (3, "investigate")),
        "respondent": "staff_novak",
        "is_confidential": True,
        "promise": -3,
    },
    {
        "name": "Spare part is not in stock",
        "category": "service",
        "customer": 37,
        "came": (2, "phone"),
        "acts": ((2, "accept"), (1, "investigate")),
        "promise": 0,
    },
    {
        "name": "Line stopped, second call",
        "category": "damages",
        "customer": 15,
        "came": (1, "phone"),
        "merge": "Line stopped for two days 停产两天",
    },
)


class CustomerPolicyDemo(models.AbstractModel):
    """Cases that are being worked on, one in each state and each with its clocks."""

    _inherit = "customer.policy.demo"

    @api.model
    def _lead_cases(self, today):
        cases = {}
        told = sorted(LIVE, key=lambda story: -story["came"][0])
        for place, story in enumerate(told):
            cases[story["name"]] = self._lead_case(today, place, story)
        for story in LIVE:
            if "merge" in story:
                source = self._as(cases[story["name"]], "officer")
                target = cases[story["merge"]]
                source.action_merge(target.with_env(source.env))
        self._set_due_today(cases, today)

    @api.model
    def _moment(self, today, days, hour):
        """Of a working day so many days ago; today, some minutes ago."""
        if not days:
            return fields.Datetime.now() - timedelta(minutes=int(2 + hour))
        return demo_history.at_work(demo_history.next_working_days(today, -days), hour)

    @api.model
    def _lead_case(self, today, place, story):
        days, channel = story["came"]
        hour = 9.2 + place % 6
        handler = "officer_becker" if place % 3 == 0 else "officer"
        received = self._moment(today, days, hour)
        with self._at(received):
            case = self._register_case(story, channel, received, handler)
        last = received
        for days_ago, act in story.get("acts", ()):
            hour += 0.05 if act == "accept" else 0.7
            moment = max(self._moment(today, days_ago, min(hour, 17)), last)
            last = moment + timedelta(minutes=2)
            with self._at(last):
                self._act_on(case, act, handler)
        if "promise" in story:
            day = today + timedelta(days=story["promise"])
            with self._at(last):
                case.promise_date = day
        return case

    @api.model
    def _register_case(self, story, channel, received, handler):
        index = story["customer"]
        customer = self._customers()[index] if index is not None else None
        registrar = "staff_zhou" if story.get("respondent") else "staff"
        complaints = self.env["customer.complaint"].with_user(self._user(registrar))
        vals = {
            "kind": story.get("kind", "complaint"),
            "name": story["name"],
            "description": "<p>As told by the customer; the papers are on file.</p>",
            "category_id": self._ref(f"complaint_category_{story['category']}").id,
            "severity": story.get("severity", "general"),
            "channel": channel,
            "date_received": received,
            "team_id": self._ref("complaint_team_service").id,
            "user_id": self._user(handler).id,
            "is_anonymous": not customer,
            "is_confidential": story.get("is_confidential", False),
        }
        if customer:
            vals["partner_id"] = customer.id
        if story.get("respondent"):
            respondent = self._employee(story["respondent"])
            vals["respondent_ids"] = [fields.Command.set(respondent.ids)]
        return complaints.sudo().create(vals).with_env(self.env)

    @api.model
    def _act_on(self, case, act, handler):
        who = {"approve": "service_head", "reopen": "service_head"}.get(act, handler)
        mine = self._as(case, who)
        if act == "investigate":
            case.plan = "Ask the warehouse, then the driver; call back by noon."
        elif act == "propose":
            case.write(FINDINGS)
        elif act == "execute":
            self._give_measures(case)
        elif act == "answer":
            text = THANKS if case.kind == "suggestion" else REPLY
            case.reply = text
            case.action_ids.filtered(lambda a: a.state == "open").action_done()
        if act == "reopen":
            mine.action_reopen("The next invoice was wrong as well.")
        elif act == "wait_customer":
            mine.action_wait_customer("They look for the photos.")
        elif act in ("answer", "unfounded"):
            self._end_by_phone(mine, act)
        else:
            getattr(mine, f"action_{act}")()

    @api.model
    def _end_by_phone(self, mine, act):
        """Without the letter that goes out with an answer: nobody is written to."""
        now = fields.Datetime.now()
        if act == "answer":
            mine.sudo()._move(act, {"date_answered": now, "reply_way": "oral"})
            return
        mine.sudo()._move(act, {"date_closed": now, "reply_way": "oral"})
        mine._note_decision("handler", act, "The counter is open until five.")
        mine._drop_clocks()

    @api.model
    def _give_measures(self, case):
        today = self._today()
        self.env["customer.complaint.action"].create(
            [
                {
                    "complaint_id": case.id,
                    "name": name,
                    "kind": kind,
                    "user_id": case.user_id.id,
                    "date_deadline": today + timedelta(days=2 + 3 * place),
                }
                for place, (name, kind) in enumerate(MEASURES[:2])
            ]
        )

    @api.model
    def _set_due_today(self, cases, today):
        """What is to be done before the day is over, whatever day that is."""
        now = fields.Datetime.now()
        end = max(demo_history.at_work(today, 17.5), now + timedelta(hours=2))
        for story in LIVE:
            if story.get("due"):
                case = self._as(cases[story["name"]], "officer")
                reason = "They decide this evening."
                case.sudo().action_set_deadline("answer", end, reason)
