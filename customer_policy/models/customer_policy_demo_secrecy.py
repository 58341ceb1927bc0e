from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..tools import demo_history

# Customers of each level, and why: by their place among the demo customers.
SECRETS = (
    (34, "1", "Talks about a joint venture"),
    (43, "1", "Supplies the army; the contract asks for it"),
    (35, "2", "Bids against another customer of ours"),
    (47, "2", "Patent not filed yet"),
    (14, "3", "Takeover in preparation"),
)
RELEASED = 21
CLEARANCES = {
    "top_secret": ("general_manager", "custodian", "auditor"),
    "secret": (
        "manager",
        "sales_head",
        "service_head",
        "violation_officer",
        "violation_officer_sun",
    ),
    "confidential": ("staff_zhou", "officer", "officer_becker"),
}
# Who asked in which words for which of the above, how many working days ago, and what
# became of it.
REQUESTS = (
    ("staff_novak", 1, "the lamps of Qingpu", 60, "expired"),
    ("officer_becker", 2, "foods from Rotterdam", 30, "revoked"),
    ("hr", None, "whoever is top secret", 25, "refused"),
    ("staff", 0, "the chemicals firm in Hamburg", 9, "granted"),
    ("officer", 3, "robots, in Jinqiao", 6, "granted"),
)
WAITING = (
    ("staff_zhou", "The food company in Rotterdam", "They called about a pump", 15),
    ("officer_becker", "C10036", "A complaint on the phone", 16.5),
)


class CustomerPolicyDemo(models.AbstractModel):
    """Secrecy: customers of each level, who may know them, and who looked at them."""

    _inherit = "customer.policy.demo"

    @api.model
    def _build_secrecy(self):
        """Act by act in the order of time, as a log is written."""
        today = self._today()
        customers = self._customers()
        secret = customers.browse([customers[index].id for index, *_rest in SECRETS])
        acts = [
            *self._classifying(today, customers),
            *self._opening(today, secret),
            *self._looking(today, secret),
            *self._asking(today),
        ]
        for moment, act in sorted(acts, key=lambda item: item[0]):
            with self._at(moment):
                act()
        self.env["customer.access.log"]._seal_pending()

    @api.model
    def _ago(self, today, days, hour):
        day = demo_history.next_working_days(today, -days)
        return demo_history.at_work(day, hour)

    @api.model
    def _classifying(self, today, customers):
        """Who is cleared, then which customers are classified; one was released."""
        yield self._ago(today, 140, 9), self._give_clearances
        custodian = self._as(customers, "custodian")
        released = custodian[RELEASED]
        yield (
            self._ago(today, 130, 10),
            lambda: released.action_classify(
                "1", "New shop not announced yet", fields.Date.add(today, days=1)
            ),
        )
        yield (
            self._ago(today, 90, 15),
            lambda: released.action_declassify("The shop is open; the papers wrote so"),
        )
        for place, (index, level, reason) in enumerate(SECRETS):
            until = fields.Date.add(today, months=5 + 3 * place)
            yield (
                self._ago(today, 128 - 12 * place, 11),
                lambda i=index, args=(level, reason, until): custodian[
                    i
                ].action_classify(*args),
            )

    @api.model
    def _give_clearances(self):
        for level, people in CLEARANCES.items():
            users = self.env["res.users"].union(*(self._user(key) for key in people))
            group = self._ref(f"group_clearance_{level}")
            custodian = users.with_user(self._user("custodian")).sudo()
            custodian.write({"group_ids": [Command.link(group.id)]})

    @api.model
    def _opening(self, today, secret):
        """Granted and running, run out, revoked, refused."""
        for who, place, words, days, target in REQUESTS:
            made = []
            yield (
                self._ago(today, days, 10),
                lambda made=made, args=(who, words, "Next delivery"): made.append(
                    self._request_access(*args)
                ),
            )
            customer = secret[place] if place is not None else None
            yield (
                self._ago(today, days - 1, 11),
                lambda made=made, c=customer: self._decide_access(made[0], c),
            )
            if target == "revoked":
                yield (
                    self._ago(today, days - 6, 9),
                    lambda made=made: self._as(made[0], "custodian").action_revoke(
                        "The delivery is done."
                    ),
                )
            elif target == "expired":
                yield (
                    self._ago(today, days - 21, 12),
                    lambda made=made: made[0].sudo().write({"state": "expired"}),
                )

    @api.model
    def _request_access(self, who, words, reason):
        grants = self._as(self.env["customer.access.grant"], who)
        return grants.action_request(words, reason)

    @api.model
    def _decide_access(self, grant, customer):
        custodian = self._as(grant, "custodian")
        if not customer:
            custodian.action_refuse("Not needed for your work.")
            return
        term = fields.Datetime.now() + timedelta(days=20)
        custodian.action_grant(customer.id, date_to=term, note="For the delivery")

    @api.model
    def _looking(self, today, secret):
        """Lines of the access log, as its readers left them."""
        rng = demo_history.draw("log")
        for days in range(58, 0, -2):
            who = rng.choice(("custodian", "general_manager", "auditor", "manager"))
            operation = rng.choices(("read", "export", "print"), (8, 1, 1))[0]
            moment = self._ago(today, days, rng.uniform(9, 17))
            args = (rng.choice(secret), operation, who)
            yield moment, lambda args=args: self._look(*args)

    @api.model
    def _look(self, partner, operation, who):
        channel = {"read": "web", "export": "export"}.get(operation, "report")
        log = self.env["customer.access.log"]
        log._note(partner, operation, channel, user=self._user(who))

    @api.model
    def _asking(self, today):
        """What waits for a custodian now."""
        for who, words, reason, hour in WAITING:
            yield (
                self._ago(today, 1, hour),
                lambda args=(who, words, reason): self._request_access(*args),
            )
        exports = self._as(self.env["customer.export.request"], "manager")
        vals = {
            "purpose": "Addresses for the calendars of the new year",
            "request_text": "All confidential customers",
        }
        yield self._ago(today, 1, 17), lambda: exports.create(vals)
