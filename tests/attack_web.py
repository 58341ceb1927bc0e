"""Ways through controllers: files, exports, reports, portal, share links, JSON-2."""

import io
import json
import zipfile

from attack_attacker import VOID, Attacker
from attack_client import Answer
from attack_reading import TEXTS

PICTURES = ("image_1920", "avatar_128")
PORTAL = {"sale.order": "/my/orders", "account.move": "/my/invoices"}
PAGES = (
    "/my",
    "/my/home",
    "/my/account",
    "/my/addresses",
    "/my/orders",
    "/my/quotes",
    "/my/invoices",
    "/my/payment_method",
)


class Web:
    def __init__(self, attacker: Attacker):
        self.a = attacker
        self.secret = attacker.facts["people"]["secret1"]
        self.company = attacker.facts["companies"]["secret"]

    def run(self) -> None:
        self.signup()
        self.files()
        self.cards()
        self.pages()
        self.links()
        self.reports()
        self.exports()
        self.json_2()
        self.errors()
        self.actions()

    # Files

    def files(self) -> None:
        a = self.a
        for number in (self.secret, self.company):
            for field in PICTURES:
                path = f"/web/image/res.partner/%s/{field}"
                shown = a.get("image", path % number)
                void = a.client.get(path % VOID)
                if shown.content != void.content and shown.status == 200:
                    a.leak("image", "res.partner", "/web/image", field, "its picture")
        for number in a.facts["hidden_users"]:
            shown = a.get("image", f"/web/image/res.users/{number}/avatar_128")
            void = a.client.get(f"/web/image/res.users/{VOID}/avatar_128")
            if shown.content != void.content and shown.status == 200:
                a.leak("image", "res.users", "/web/image", "avatar_128", "its picture")
        for name in ("name", "email", "comment"):
            a.get("content", f"/web/content/res.partner/{self.secret}/{name}")
        for number in a.hidden("ir.attachment")[:6]:
            a.get("content", f"/web/content/{number}")
            a.get("content", f"/mail/attachment/{number}")
        messages = sorted(map(int, a.facts["hidden_documents"].get("mail.message", ())))
        for number in messages[:3]:
            a.get(
                "image",
                f"/mail/avatar/mail.message/{number}/author_avatar/50x50",
            )
            a.get("image", f"/web/image/mail.message/{number}/author_avatar")

    def cards(self) -> None:
        a = self.a
        a.get("vcard", f"/web_enterprise/partner/{self.secret}/vcard")
        a.get("vcard", "/web/partner/vcard", partner_ids=str(self.secret))
        several = f"{self.secret},{self.company},{a.facts['open_partners'][0]}"
        answer = a.client.get("/web/partner/vcard", partner_ids=several)
        a.watch("vcard", "", "/web/partner/vcard", unpacked(answer), several)

    def signup(self) -> None:
        """The links by which a portal account is taken over."""
        a = self.a
        partners = a.facts["hidden_partners"]
        for method in ("signup_get_auth_param", "action_signup_prepare"):
            answer = a.kw("signup", "res.partner", method, partners)
            if answer.result and _has_token(answer.result):
                told = str(answer.result)
                a.leak("signup", "res.partner", method, "token", told)
        for login in a.facts["addresses"][:1]:
            a.get("signup", "/web/reset_password", login=login)

    # Portal

    def pages(self) -> None:
        for path in PAGES:
            self.a.get("portal", path)
        for number in (self.secret, self.company):
            self.a.get("portal", "/my/address", partner_id=number)
        if self.a.key != "public":
            self.a.rpc("portal", "/my/counters", counters=["order_count"])

    def links(self) -> None:
        """Links that were given away before the customer was classified."""
        a = self.a
        for model, path in PORTAL.items():
            tokens = a.facts["tokens"].get(model, {})
            documents = a.facts["hidden_documents"].get(model, {})
            for number in [*documents][:2] + [*documents][-1:]:
                token = tokens.get(number)
                where = f"{path}/{number}"
                a.get("portal", where, model)
                if token:
                    a.get("link", where, model, access_token=token)
                    a.get("link", where, model, access_token=token, report_type="html")
                    a.get(
                        "link",
                        "/mail/view",
                        model,
                        model=model,
                        res_id=number,
                        access_token=token,
                    )
        attendees = a.facts["hidden_documents"].get("calendar.attendee", {})
        for number, row in [*attendees.items()][:3]:
            token = a.facts["tokens"]["calendar.attendee"].get(number)
            event = a.facts["events"].get(number)
            if token and row:
                a.get("link", "/calendar/meeting/view", token=token, id=event)
                a.get("link", "/calendar/meeting/accept", token=token, id=event)
        for number in a.facts["hidden_documents"].get("rating.rating", ()):
            token = a.facts["tokens"].get("rating.rating", {}).get(number)
            if token:
                a.get("link", f"/rate/{token}/5")
        a.get("link", "/mail/view", model="res.partner", res_id=self.secret)

    # Reports and exports

    def reports(self) -> None:
        a = self.a
        for name, model in a.facts["reports"]:
            if not a.is_thorough(model):
                continue
            ids = a.facts["hidden_documents"].get(model, {})
            for number in [*ids][:1] + [*ids][-1:]:
                a.get("report", f"/report/html/{name}/{number}", model)

    def exports(self) -> None:
        a = self.a
        if "res.partner" not in a.rights:
            return
        for model in [*PORTAL, "res.partner", "account.move.line", "mail.message"]:
            if model not in a.rights:
                continue
            pointers = [p for p in a.pointers(model, "many2one")][:6]
            names = ["id", "display_name", *pointers, *[f"{p}/id" for p in pointers]]
            data = {
                "model": model,
                "fields": [{"name": n, "label": n, "type": "char"} for n in names],
                "ids": False,
                "domain": [],
                "import_compat": False,
                "context": {},
            }
            token = a.client.csrf
            for kind in ("csv", "xlsx"):
                answer = a.client.form(
                    f"/web/export/{kind}", data=json.dumps(data), csrf_token=token
                )
                a.watch("file", model, f"/web/export/{kind}", unpacked(answer), "")

    # JSON-2

    def json_2(self) -> None:
        a = self.a
        if not a.client.key:
            return
        for model in ("res.partner", "res.users", *PORTAL, "mail.message"):
            if model not in a.rights:
                continue
            ids = a.hidden(model)
            pointers = [*a.pointers(model)[:8], "display_name"]
            for method, body in (
                ("search_read", {"domain": [], "fields": pointers, "order": "id desc"}),
                ("read", {"ids": ids[:3], "fields": pointers}),
                ("name_search", {"name": "ZQX"}),
                ("search_count", {"domain": [["display_name", "ilike", "ZQX"]]}),
                (
                    "export_data",
                    {"ids": ids[:3], "fields_to_export": ["id", *pointers]},
                ),
            ):
                answer = a.client.json2(model, method, body)
                a.watch("json2", model, method, answer, body)
                if method == "search_count" and answer.result:
                    a.leak("json2", model, method, "display_name", str(answer.result))

    # Errors

    def errors(self) -> None:
        """What a refusal says, in debug mode, too."""
        a = self.a
        a.client.get("/odoo", debug="1")
        for model in ("res.partner", "res.users", *PORTAL):
            ids = a.hidden(model)
            if not ids or model not in a.rights:
                continue
            text = next(iter(a.fields(model, types=TEXTS)), "display_name")
            for method, more in (
                ("read", [["display_name"]]),
                ("write", [{text: "x"}]),
                ("unlink", []),
                ("action_archive", []),
                ("message_post", []),
                ("copy", []),
            ):
                kwargs = {"body": "x"} if method == "message_post" else {}
                a.kw("error", model, method, ids[:2], *more, **kwargs)
        a.get("error", f"/odoo/res.partner/{self.secret}")
        a.client.get("/odoo", debug="0")

    def actions(self) -> None:
        a = self.a
        crumbs = [
            {"model": "res.partner", "resId": self.secret},
            {"model": "res.partner", "resId": self.company},
        ]
        a.rpc("action", "/web/action/load_breadcrumbs", actions=crumbs)
        for path in (f"contacts/{self.secret}", "contacts", "customers"):
            a.get("action", f"/json/1/{path}")
        a.rpc(
            "action",
            "/web/domain/validate",
            model="res.partner",
            domain=[["name", "=", "x"]],
        )


def _has_token(result) -> bool:
    text = json.dumps(result)
    return "auth_signup_token" in text or "auth_login" in text


def unpacked(answer: Answer) -> Answer:
    """The texts of a spreadsheet or an archive of cards."""
    if not answer.content.startswith(b"PK"):
        return answer
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        texts = [
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        ]
    return Answer(answer.status, "\n".join([*archive.namelist(), *texts]))
