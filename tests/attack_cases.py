"""Cases of the scene: a complaint about attackers, violations, a hidden reporter."""

from datetime import timedelta

from attack_pointing import Pointing
from attack_secrets import RESPONDENTS

from odoo import Command, fields

# {attacker: groups}, beside those who attack hidden customers.
GROUPS = {
    "respondent": [
        "base.group_allow_export",
        "customer_policy.group_complaint_officer",
    ],
    "head": ["base.group_allow_export", "customer_policy.group_user"],
    "personnel": ["base.group_allow_export", "hr.group_hr_user"],
    "officer": ["base.group_allow_export", "customer_policy.group_complaint_officer"],
    "violation_officer": [
        "base.group_allow_export",
        "customer_policy.group_violation_officer",
    ],
    "auditor": ["base.group_allow_export", "customer_policy.group_auditor"],
}
JUDGE = [
    "customer_policy.group_complaint_manager",
    "customer_policy.group_violation_general_manager",
]
STAFF = ["customer_policy.group_user"]
PENALTY_MODELS = (
    "customer.penalty", "customer.penalty.deduction", "customer.point.entry",
    "customer.point.result",
)  # fmt: skip
FINE = 300.0


class CaseMaker:
    """Needs a scene with its users; ``facts`` says what the attack has to know."""

    def __init__(self, scene):
        self.scene = scene
        self.env = scene.env
        self.users = scene.users
        self.people = {}  # who attacks nothing
        self.employees = {}
        self.customers = {}
        self.cases = {}
        self.visits = []

    # People

    def make_people(self) -> None:
        for key, groups in GROUPS.items():
            self.users[key] = self.scene._user(key, groups)
        for key, name, groups in (
            ("judge", "Pair judge", JUDGE),
            ("reporter", "Colleague ZQSR-one", STAFF),
            ("twin", "Colleague ZQSQ-one", STAFF),
            ("culprit", "Pair person hot", STAFF),
            ("innocent", "Pair person cold", STAFF),
        ):
            self.people[key] = self.scene._user(f"pair-{key}", groups)
            self.people[key].name = name
            if name.startswith("Colleague"):
                address = f"{name.split()[1].lower()}@pair.example"
                self.people[key].write({"login": address, "email": address})
        everybody = {**self.users, **self.people}
        for key in dict.fromkeys((*RESPONDENTS, *GROUPS, *self.people)):
            self._employ(key, everybody[key])
        self._departments()
        self._customers()

    def _employ(self, key: str, user) -> None:
        self.employees[key] = self.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id}
        )

    def _departments(self) -> None:
        Department = self.env["hr.department"]
        head = self.employees["head"]
        head.department_id = Department.create(
            {"name": "Other department", "manager_id": head.id}
        )
        work = Department.create({"name": "Department of cases"})
        for key in ("respondent", "reporter", "twin", "culprit", "innocent"):
            self.employees[key].department_id = work

    def _customers(self) -> None:
        staff = self.users["staff"]
        for key in ("hot", "cold"):
            self.customers[key] = self.env["res.partner"].create(
                {
                    "name": f"Pair customer {key}",
                    "is_company": True,
                    "email": f"{key}@pair.example",
                    "user_id": staff.id,
                    "service_user_ids": [Command.set(self.users["salesperson"].ids)],
                }
            )
        self.users["complainer"] = self.scene._user(
            "complainer", ["base.group_portal"], self.customers["hot"]
        )
        # As like as can be: logs in and tries what the one does who complained.
        self.users["neighbour"] = self.scene._user(
            "neighbour", ["base.group_portal"], self.customers["cold"]
        )

    # A complaint about attackers, who had it before

    def make_complaint(self) -> None:
        officer = self.users["officer"]
        case = self._as(officer, "customer.complaint").create(
            {
                "name": "ZQSA-name",
                "description": "<p>ZQSA-description</p>",
                "partner_id": self.customers["hot"].id,
                "contact_name": "ZQSA-contact",
                # The customer's own: it becomes no secret by complaining.
                "email": self.customers["hot"].email,
                "team_id": self._team(officer).id,
                "user_id": officer.id,
            }
        )
        case.action_accept()
        case.action_investigate()
        for name in ("plan", "cause", "course", "conclusion", "countermeasure"):
            case[name] = f"ZQSI-{name}"
        self._hang_on(case.sudo(), "ZQSI")
        case.action_ids = [
            Command.create(
                {
                    "name": "ZQSI-action",
                    "description": "ZQSI-what to do",
                    "user_id": self.users[key].id,
                }
            )
            for key in ("staff", "officer")
        ]
        self._visit(case.sudo())
        respondents = [self.employees[key].id for key in RESPONDENTS]
        case.respondent_ids = [Command.set(respondents)]
        self.cases["complaint"] = case.sudo()

    def _visit(self, case) -> None:
        """Both customers were visited; one said what became the case."""
        kind = self.env["customer.visit.type"].search([], limit=1)
        for key, raised in (("hot", case), ("cold", None)):
            visit = self.env["customer.visit"].create(
                {
                    "partner_id": self.customers[key].id,
                    "user_id": self.users["staff"].id,
                    "visit_type_id": kind.id,
                    "date_planned": fields.Datetime.now() + timedelta(days=3),
                }
            )
            visit.raised_complaint_id = raised
            self.visits.append(visit)

    def _team(self, officer):
        judge = self.people["judge"]
        return self.env["customer.complaint.team"].create(
            {
                "name": "Team of cases",
                "user_id": judge.id,
                "manager_id": judge.id,
                "assign_method": "manual",
                "member_ids": [Command.set((officer | self.users["respondent"]).ids)],
            }
        )

    def _hang_on(self, case, marker: str) -> None:
        """What work leaves on a case, some of it with those it is about."""
        users = [self.users[key] for key in RESPONDENTS] + [self.users["officer"]]
        partners = [user.partner_id.id for user in users]
        if marker == "ZQSI":
            case.message_subscribe(partners)
        else:
            partners = []
        case.message_post(
            body=f"{marker}-body",
            subject=f"{marker}-subject",
            partner_ids=partners,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            attachments=[(f"{marker}-letter.txt", f"{marker}-content".encode())],
        )
        workers = users if partners else [self.users["violation_officer"]]
        for user in workers:
            case.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=f"{marker}-summary",
                note=f"{marker}-note",
                user_id=user.id,
            )
        start = fields.Datetime.now() + timedelta(days=2)
        self.env["calendar.event"].create(
            {
                "name": f"{marker}-meeting",
                "start": start,
                "stop": start + timedelta(hours=1),
                "res_model_id": self.env["ir.model"]._get_id(case._name),
                "res_id": case.id,
                "privacy": "private",
                "user_id": workers[-1].id,
                "partner_ids": [Command.set(workers[-1].partner_id.ids)],
            }
        )

    # Violations

    def make_violations(self) -> None:
        self.type = self._type()
        own = self._report("respondent", "ZQSV")
        other = self._report("culprit", "ZQSO")
        leak = self.env.ref("customer_policy.violation_type_leak")
        sealed = self._report("respondent", "ZQSE", type_id=leak.id)
        # Out of the case that complains of the person, who does not know it.
        own.complaint_id = self.cases["complaint"]
        self._lead(own, "ZQSV", "ZQSP")
        self._lead(other, "ZQSO", "ZQSU")
        for case, marker in ((own, "ZQSN"), (other, "ZQSM"), (sealed, "ZQSE")):
            self._hang_on(case, marker)
        self._gather(sealed)
        self._points(own, "ZQSP")
        self._points(other, "ZQSU")
        self.cases |= {"own": own, "other": other, "sealed": sealed}

    def _type(self):
        steps = {"sequence": 1, "measure": "fine", "fine_min": 100, "fine_max": 900}
        ladder = self.env["customer.penalty.ladder"].create(
            {"name": "Ladder of cases", "step_ids": [Command.create(steps)]}
        )
        return self.env["customer.violation.type"].create(
            {"name": "Type of cases", "ladder_id": ladder.id, "severity": "2"}
        )

    def _report(self, key: str, marker: str, **values):
        """By the wizard, as the reporter works with it."""
        wizard = self._as(self.people["reporter"], "customer.violation.report").create(
            {
                "name": f"{marker}-name",
                "facts": f"{marker}-facts",
                "type_id": self.type.id,
                "partner_id": self.scene.companies["open"].id,
                "employee_ids": [Command.set(self.employees[key].ids)],
                **values,
            }
        )
        wizard.action_report()
        return self.env["customer.violation"].search([("name", "=", f"{marker}-name")])

    def _lead(self, case, marker: str, penalty: str) -> None:
        officer = case.with_user(self.users["violation_officer"])
        judge = case.with_user(self.people["judge"])
        officer.action_investigate()
        officer.action_hear(f"{marker}-statement")
        officer.penalty_ids.write({"fine": FINE, "note": f"{penalty}-note"})
        judge.action_decide(f"{marker}-opinion")
        officer.action_enforce()
        case.with_user(case.employee_id.user_id).action_appeal(f"{marker}-appeal")
        officer.scan_ids = [
            Command.create(
                {
                    "name": f"{marker}-scan.txt",
                    "raw": f"{marker}-scan".encode(),
                    "res_model": case._name,
                    "res_id": case.id,
                }
            )
        ]
        officer.action_make_link()

    def _gather(self, case) -> None:
        self.env["customer.violation.evidence"].create(
            {
                "violation_id": case.id,
                "log_ref": case.id,
                "date": fields.Datetime.now(),
                "code": "ZQSE-code",
                "operation": "read",
                "channel": "web",
                "ip": "ZQSE-address",
                "record_count": 1,
            }
        )

    def _points(self, case, marker: str) -> None:
        Period = self.env["customer.point.period"]
        today = fields.Date.today()
        period = Period.search([("name", "=", "Period of cases")]) or Period.create(
            {"name": "Period of cases", "date_from": today, "date_to": today}
        )
        employee = case.employee_id
        self.env["customer.point.entry"].create(
            {
                "period_id": period.id,
                "employee_id": employee.id,
                "points": -3,
                "reason": "violation",
                "penalty_id": case.penalty_ids[:1].id,
                "note": f"{marker}-points",
            }
        )
        self.env["customer.point.result"].create(
            {"period_id": period.id, "employee_id": employee.id, "points": 97}
        )
        self.env["customer.penalty.deduction"].create(
            {
                "penalty_id": case.penalty_ids[:1].id,
                "month": today.replace(day=1),
                "amount": FINE,
            }
        )

    def _as(self, user, model: str):
        return self.env[model].with_user(user)

    # What the attack has to know

    def facts(self) -> dict:
        self.env.flush_all()
        rows = {
            key: self._rows(case, self.employees.get(owner))
            for key, case, owner in (
                ("inside", self.cases["complaint"], None),
                ("sealed", self.cases["sealed"], None),
                ("own", self.cases["own"], "respondent"),
                ("other", self.cases["other"], "culprit"),
            )
        }
        for named in (self.cases["own"], *self.visits):  # for readers of their own
            for model, ids in self._rows(named, None).items():
                left = set(rows["inside"].get(model, ())) - set(ids)
                rows["inside"][model] = sorted(left)
        complaint = "customer.complaint"
        rows["complaint"] = {complaint: rows["inside"].pop(complaint)}
        for key in ("own", "other"):
            of_case = rows[key]
            rows[f"{key}_penalty"] = {
                model: of_case.pop(model) for model in PENALTY_MODELS
            }
            rows[key] = self._for_the_person(of_case, self.cases[key])
            rows[f"{key}_notes"] = of_case
        return {"secret_rows": rows, "pairs": self._pairs()}

    def _for_the_person(self, rows: dict, case) -> dict:
        """What the person reads of a case that was served; taken out of ``rows``."""
        asked = self.env["customer.policy.request"].search(
            [("requester_id", "=", case.employee_id.user_id.id)]
        )
        theirs = {case._name: set(case.ids)}
        for records in (asked, case.message_follower_ids, case.scan_ids):
            theirs[records._name] = set(records.ids)
        for model, ids in theirs.items():
            rows[model] = sorted(set(rows.get(model, ())) - ids)
        return {model: sorted(ids) for model, ids in theirs.items()}

    def _rows(self, case, employee) -> dict:
        """{model: ids of what hangs on a case, at the second hand as well}"""
        found = {case._name: set(case.ids)}
        for _hand in range(2):
            pointing = Pointing(self.env).documents(
                {
                    model: list(ids)
                    for model, ids in found.items()
                    if model.startswith("customer.")
                }
            )
            for model, rows in pointing.items():
                found.setdefault(model, set()).update(rows)
        if employee:
            results = self.env["customer.point.result"]
            results = results.search([("employee_id", "=", employee.id)])
            found.setdefault("customer.point.result", set()).update(results.ids)
        return {model: sorted(ids) for model, ids in found.items() if ids}

    def _pairs(self) -> dict:
        """{secret: {model: [id with the secret, id without it]}}"""
        return {
            "reporter": self._pair("reporter", "twin"),
            "violation": self._pair("culprit", "innocent"),
            "complaint": {
                "res.partner": [self.customers[key].id for key in ("hot", "cold")],
                "res.users": [
                    self.customers[key].user_ids.id for key in ("hot", "cold")
                ],
            },
        }

    def _pair(self, hot: str, cold: str) -> dict:
        users = [self.people[hot], self.people[cold]]
        employees = [self.employees[hot].id, self.employees[cold].id]
        return {
            "res.users": [user.id for user in users],
            "res.partner": [user.partner_id.id for user in users],
            "hr.employee": employees,
            "hr.employee.public": employees,
        }
