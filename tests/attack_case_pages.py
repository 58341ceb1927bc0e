"""Ways to cases that are none of one's business: chatter, pages, files, JSON-2."""

import json

from attack_attacker import VOID, Attacker
from attack_mail import Mail
from attack_web import unpacked

COMPLAINT = "customer.complaint"
VIOLATION = "customer.violation"
# What a portal or a link shows of a case, and who asks with a token that nothing has.
PAGES = {
    COMPLAINT: (
        "/my/complaints/{}",
        "/my/complaints/{}?access_token=x",
        "/my/complaints/{}/rate?rating=5",
        "/odoo/customer.complaint/{}",
        "/mail/view?model=customer.complaint&res_id={}",
        "/json/1/customer.complaint/{}",
    ),
    VIOLATION: (
        "/violation/notice/{}",
        "/violation/bundle/{}",
        "/violation/{}",
        "/violation/{}/notice",
        "/odoo/customer.violation/{}",
        "/mail/view?model=customer.violation&res_id={}",
        "/json/1/customer.violation/{}",
    ),
    "customer.policy.request": ("/policy/request/{}", "/policy/request/{}/approve"),
    "calendar.event": ("/odoo/calendar.event/{}",),
    "ir.attachment": ("/web/content/{}", "/mail/attachment/{}"),
    "mail.message": ("/mail/message/{}",),
}
LISTS = ("/my", "/my/home", "/my/complaints", "/my/complaints/new")
DOWNLOADED = 2  # rows of each model, whose page is asked for


class Cases:
    """Each attacker with what that one may not know."""

    def __init__(self, attacker: Attacker):
        self.a = attacker
        self.mail = Mail(attacker)

    def run(self) -> None:
        self.lists()
        for model, rows in sorted(self.a.secret_rows.items()):
            first_and_last = sorted(rows)[:1] + sorted(rows)[1:][-1:]
            self.pages(model, first_and_last)
            self.reports(model, first_and_last)
            if rows and model in self.a.facts["threads"]:
                self.threads(model, sorted(rows))
            if model in self.a.rights:
                self.names(model, first_and_last)
                self.files(model)
                self.json_2(model, sorted(rows))
        self.overview()

    def lists(self) -> None:
        for path in LISTS:
            self.a.get("case page", path)
        self.a.get("case page", "/my/complaints", search="ZQS", search_in="all")

    def pages(self, model: str, rows: list[int]) -> None:
        a = self.a
        unknown = a.unknown(model)
        for path in PAGES.get(model, ()):
            for number in rows:
                shown = a.get("case page", path.format(number), model)
                void = a.client.get(path.format(VOID))
                if number in unknown and shown.status != void.status:
                    told = f"{shown.status} / {void.status}"
                    a.oracle("case page", model, path, "exists or not", told)

    def reports(self, model: str, rows: list[int]) -> None:
        for name, of_model in self.a.facts["reports"]:
            if of_model == model and rows:
                self.a.get("case page", f"/report/html/{name}/{rows[0]}", model)

    def threads(self, model: str, rows: list[int]) -> None:
        for number in rows[:DOWNLOADED]:
            self.mail.thread(model, number)
        where = {"res_model": model, "res_id": rows[0]}
        partner = self.a.facts["users"].get(self.a.key, {}).get("partner")
        for path, more in (
            ("/mail/thread/subscribe", {"partner_ids": [partner]}),
            ("/mail/thread/unsubscribe", {"partner_ids": [partner]}),
        ):
            self.a.rpc("thread", path, model, **where, **more)

    def names(self, model: str, rows: list[int]) -> None:
        """The name of a row through a field that takes any id."""
        a = self.a
        for number in rows:
            a.kw("case", model, "web_read", [number], {"display_name": {}})
            a.kw("case", model, "copy", [number])
            a.kw("case", model, "get_formview_action", [number])
            a.kw("case", model, "get_metadata", [number])
            a.kw("case", model, "export_data", [number], ["display_name", "id"])
            a.kw("case", model, "write", [number], {})

    def files(self, model: str) -> None:
        a = self.a
        names = a.fields(model, types=("char", "text", "html", "many2one"))
        data = {
            "model": model,
            "fields": [{"name": n, "label": n, "type": "char"} for n in names],
            "ids": False,
            "domain": [],
            "import_compat": False,
            "context": {},
        }
        answer = a.client.form(
            "/web/export/csv", data=json.dumps(data), csrf_token=a.client.csrf
        )
        a.watch("file", model, "/web/export/csv", unpacked(answer), "")

    def json_2(self, model: str, rows: list[int]) -> None:
        a = self.a
        if not a.client.key:
            return
        names = [*a.pointers(model)[:12], "display_name"]
        for method, body in (
            ("search_read", {"domain": [], "fields": names, "order": "id desc"}),
            ("read", {"ids": rows[:1], "fields": names}),
            ("name_search", {"name": "ZQS"}),
            ("export_data", {"ids": rows[:1], "fields_to_export": ["id", *names]}),
            (
                "formatted_read_group",
                {"domain": [], "groupby": names[:1], "aggregates": ["__count"]},
            ),
        ):
            a.watch("json2", model, method, a.client.json2(model, method, body), body)

    def overview(self) -> None:
        """What Odoo shows by itself: bells, boxes, search."""
        self.mail.overview()
        for word in ("ZQSA", "ZQSV", "ZQSR"):
            self.a.rpc("discuss", "/discuss/search", term=word)
