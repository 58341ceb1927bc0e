"""What the company under faults is like; the policy that is shipped is in force.

Runs in Odoo's shell, where ``env`` is there.

It writes to the file ``FACTS`` what the players need: {"people": {name: login},
"customers": [id], "secrets": [id], "employees": [id], "types": [id], "visit_types":
[id], "criterion": id, "scheme": id}.
"""

import json

from odoo import fields
from odoo.fields import Command

ZONE = "Europe/Berlin"
STAFF = "customer_policy.group_user"
OFFICER = "customer_policy.group_complaint_officer"
HEAD = "customer_policy.group_complaint_manager"
VIOLATIONS = "customer_policy.group_violation_officer"
PEOPLE = {
    "staff": [STAFF],
    "second_staff": [STAFF],
    "officer": [OFFICER],
    "second_officer": [OFFICER],
    "head": [HEAD],
    "general": [HEAD],
    "violation_officer": [STAFF, VIOLATIONS],
    "second_violation_officer": [STAFF, VIOLATIONS],
    "decider": [STAFF, "customer_policy.group_violation_general_manager"],
    "second_decider": [STAFF, VIOLATIONS],
    "grader": ["customer_policy.group_manager"],
    "second_grader": ["customer_policy.group_manager"],
    "custodian": [
        "customer_policy.group_custodian",
        "customer_policy.group_clearance_top_secret",
    ],
    "reader": [STAFF, "customer_policy.group_clearance_top_secret"],
    "second_reader": [STAFF, "customer_policy.group_clearance_top_secret"],
}
CUSTOMERS = 24
SECRETS = 4
EMPLOYEES = 3
TERM_DAYS = 30


def group(xmlid):
    return env.ref(xmlid).id  # noqa: F821


def make_people():
    env.company.resource_calendar_id.tz = ZONE  # noqa: F821
    users = {}
    for name, groups in PEOPLE.items():
        users[name] = env["res.users"].create(  # noqa: F821
            {
                "name": name.replace("_", " ").title(),
                "login": f"faults_{name}",
                "password": f"faults_{name}",
                "email": f"{name}@example.com",
                "tz": ZONE,
                "lang": "en_US",
                "group_ids": [
                    Command.set([group("base.group_user"), *map(group, groups)])
                ],
            }
        )
        users[name].notification_type = "inbox"
    return users


def make_team(users):
    team = env.ref("customer_policy.complaint_team_service")  # noqa: F821
    team.write(
        {
            "assign_method": "manual",
            "user_id": users["head"].id,
            "manager_id": users["general"].id,
            "member_ids": [
                Command.set([users["officer"].id, users["second_officer"].id])
            ],
        }
    )


def make_ladder():
    """Steps that leave an entry of points each, and types that count together."""
    ladder = env["customer.penalty.ladder"].create(  # noqa: F821
        {
            "name": "Under faults",
            "counts_over": "ladder",
            "window_months": 12,
            "step_ids": [
                Command.create({"sequence": 1, "measure": "warning"}),
                Command.create({"sequence": 2, "measure": "points", "points": 2}),
                Command.create({"sequence": 3, "measure": "points", "points": 5}),
                Command.create(
                    {"sequence": 4, "measure": "fine", "fine_min": 1, "fine_max": 9}
                ),
            ],
        }
    )
    return [
        env["customer.violation.type"]  # noqa: F821
        .create({"name": f"Fault {number}", "severity": "2", "ladder_id": ladder.id})
        .id
        for number in (1, 2)
    ]


def make_scheme():
    """The primary one: its score is the points last given by hand."""
    schemes = env["customer.grade.scheme"]  # noqa: F821
    schemes.search([("is_primary", "=", True)]).is_primary = False
    return schemes.create(
        {
            "name": "Under faults",
            "code": "faults",
            "is_primary": True,
            "max_steps_down": 0,
            "grade_ids": [
                Command.create(
                    {"name": name, "code": name, "sequence": place, "min_score": score}
                )
                for place, (name, score) in enumerate(
                    (("Key", 66), ("Core", 33), ("Ordinary", 0)), start=1
                )
            ],
            "criterion_ids": [
                Command.create(
                    {
                        "name": "Impression",
                        "metric": "manual",
                        "weight": 100,
                        "bracket_ids": [
                            Command.create({"value_from": value, "points": value})
                            for value in range(0, 101, 5)
                        ],
                    }
                )
            ],
        }
    )


def make_customers(count, name):
    return env["res.partner"].create(  # noqa: F821
        [
            {"name": f"{name} {number}", "is_company": True}
            for number in range(1, count + 1)
        ]
    )


def classify(partners, users):
    """Their lines of the log are kept for ever: the clock goes on by years."""
    levels = env["customer.confidentiality.level"].search([])  # noqa: F821
    levels.log_retention_days = 0
    until = fields.Date.add(fields.Date.today(), days=TERM_DAYS)
    partners.with_user(users["custodian"]).action_classify("1", "Agreed", until)


def make_all():
    users = make_people()
    make_team(users)
    types = make_ladder()
    scheme = make_scheme()
    employees = env["hr.employee"].create(  # noqa: F821
        [{"name": f"Respondent {number}"} for number in range(1, EMPLOYEES + 1)]
    )
    customers = make_customers(CUSTOMERS, "Customer")
    secrets = make_customers(SECRETS, "Secret customer")
    classify(secrets, users)
    visit_type = env["customer.visit.type"].create(  # noqa: F821
        {"name": "Under faults", "code": "faults", "is_on_site": True}
    )
    return {
        "people": {name: user.login for name, user in users.items()},
        "users": {name: user.id for name, user in users.items()},
        "customers": customers.ids,
        "secrets": secrets.ids,
        "employees": employees.ids,
        "types": types,
        "visit_types": visit_type.ids,
        "scheme": scheme.id,
        "criterion": scheme.criterion_ids.id,
    }


facts = make_all()
env.cr.commit()  # noqa: F821
with open(FACTS, "w") as file:  # noqa: F821
    json.dump(facts, file)
