"""Staff at the web client: contacts, and the cases that registrars take in."""

import random

from .browser import SCENE, Browser

PARTNER = "res.partner"
PAGE, COUNTED = 80, 10_001
DROPDOWN = 8
CHATTER = (
    *("followers", "attachments", "contact_fields", "activities"),
    *("scheduledMessages", "suggestedRecipients"),
)
MESSAGES = 30
STARTING = ("failures", "systray_get_activities", "init_messaging")
NAME = {"display_name": {}}
STREETS = ("Hafenstr.", "Am Markt", "Lange Reihe", "Bahnhofstr.")


class Office(Browser):
    abstract = True

    def on_start(self):
        res = super().on_start()
        self.page("web client: page", "/odoo")
        self.page("web client: menus", "/web/webclient/load_menus")
        start = {"fetch_params": STARTING}
        self.rpc("web client: messaging", "/mail/data", start | self._where())
        action = {"action_id": SCENE.action}
        self.rpc("contacts: action", "/web/action/load", action | self._where())
        views = [[False, "list"], [False, "form"], [False, "search"]]
        options = {"action_id": SCENE.action, "toolbar": True, "load_filters": True}
        self.call("contacts: views", PARTNER, "get_views", views=views, options=options)
        return res

    def _where(self):
        return {"context": self.user_context}

    def list_partners(self, name, domain, offset=0, order=""):
        return self.call(
            name,
            PARTNER,
            "web_search_read",
            specification=SCENE.lists["partner"],
            domain=domain,
            offset=offset,
            order=order,
            limit=PAGE,
            count_limit=COUNTED,
            context={"bin_size": True},
        )

    def open_record(self, kind, model, record_id):
        """A form with its chatter, as the client fetches them."""
        self.call(
            f"{kind}: form",
            model,
            "web_read",
            [record_id],
            specification=SCENE.forms["partner" if model == PARTNER else "case"],
            context={"bin_size": True},
        )
        thread = {"thread_model": model, "thread_id": record_id}
        fetch = {"fetch_params": [["mail.thread", {**thread, "request_list": CHATTER}]]}
        self.rpc(f"{kind}: chatter", "/mail/data", fetch | self._where())
        messages = {**thread, "fetch_params": {"limit": MESSAGES}}
        self.rpc(f"{kind}: messages", "/mail/thread/messages", messages)

    def type_name(self):
        """A name typed into a field, key by key from the third on."""
        term = random.choice(SCENE.terms)
        for length in range(3, len(term) + 1, 2):
            self.call(
                "contact: typed into a field",
                PARTNER,
                "web_name_search",
                name=term[:length],
                operator="ilike",
                domain=[],
                limit=DROPDOWN,
                specification=NAME,
            )


class Staff(Office):
    group = "staff"

    def browse(self):
        self.list_partners("contacts: list", [])
        self.think()
        self.list_partners("contacts: another page", [], PAGE * random.randint(1, 20))
        self.think()
        self.list_partners("contacts: sorted", [], order="city ASC, id ASC")

    def search(self):
        term = random.choice(SCENE.terms)
        columns = [[column, "ilike", term] for column in SCENE.searched]
        domain = ["|"] * (len(columns) - 1) + columns
        found = self.list_partners("contacts: searched", domain)
        if found and found["records"]:
            self.think()
            self.open_record("contact", PARTNER, found["records"][0]["id"])

    def open(self):
        for _customer in range(2):
            self.open_record("contact", PARTNER, random.choice(SCENE.customers))
            self.think()

    def edit(self):
        customer = random.choice(SCENE.customers)
        self.open_record("contact", PARTNER, customer)
        self.think()
        self._save([customer], self._change())

    def create(self):
        form = SCENE.forms["partner"]
        self.call("contact: new form", PARTNER, "onchange", [], {}, [], form)
        self.think()
        number = random.randrange(10**7)
        values = {
            "name": f"Neumann {number} GmbH",
            "is_company": True,
            "email": f"office{number}@example.com",
            **self._change(),
        }
        self._save([], values)

    def _save(self, ids, values):
        self.call(
            f"contact: {'saved' if ids else 'created'}",
            PARTNER,
            "web_save",
            ids,
            values,
            specification=SCENE.forms["partner"],
        )

    @staticmethod
    def _change():
        return random.choice(
            (
                {"phone": f"+49 30 {random.randrange(10**6, 10**7)}"},
                {"street": f"{random.choice(STREETS)} {random.randrange(1, 200)}"},
                {"comment": f"<p>Called back {random.randrange(10**6)}.</p>"},
            )
        )


class Registrars(Office):
    group = "registrars"

    def register(self):
        form, model = SCENE.forms["case"], SCENE.case_model
        self.call("case: new form", model, "onchange", [], {}, [], form)
        self.think()
        self.type_name()
        self.think()
        partner = random.choice(SCENE.customers)
        text = "<p>The goods came two weeks late, and nobody answered the phone.</p>"
        values = {"name": "Late delivery", "description": text, "partner_id": partner}
        self.call(
            "case: customer chosen", model, "onchange", [], values, ["partner_id"], form
        )
        self.think()
        saved = self.call(
            "case: registered", model, "web_save", [], values, specification=form
        )
        if saved:
            self.open_record("case", model, saved[0]["id"])

    def follow(self):
        found = self.call(
            "cases: list",
            SCENE.case_model,
            "web_search_read",
            specification=SCENE.lists["case"],
            domain=SCENE.case_domain,
            limit=PAGE,
            count_limit=COUNTED,
            context={"bin_size": True},
        )
        if found and found["records"]:
            self.think()
            case = random.choice(found["records"])
            self.open_record("case", SCENE.case_model, case["id"])
