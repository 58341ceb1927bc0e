"""Ways that type what one knows: addresses, numbers and names of a hidden customer.

They leave contacts behind that carry the markers, so they come last, one attacker after
the other, and clean up.
"""

from attack_attacker import Attacker
from attack_client import Answer
from attack_reading import Reading, plain

NOBODY = "nobody-{}@void-7f3a.example"  # one each: some attackers make contacts of it
CONTACT = "res.partner"


class Typing:
    alone = True

    def __init__(self, attacker: Attacker):
        self.a = attacker

    def run(self) -> None:
        self.addresses()
        self.letters()
        self.duplicates()
        self.forget()

    def addresses(self) -> None:
        """Whose an address is."""
        a = self.a
        where = self._open_thread()
        path = "/mail/partner/from_email"
        nobody = NOBODY.format(a.key)
        for address in a.facts["addresses"]:
            told = a.rpc("address", path, **where, emails=[address])
            void = a.rpc("address", path, **where, emails=[nobody])
            if plain(told) != plain(void):
                a.oracle("address", "", path, "", f"{plain(told)} / {plain(void)}")
        if CONTACT in a.may("create"):
            for name in ("find_or_create", "name_create"):
                a.kw("address", CONTACT, name, a.facts["addresses"][0])

    def letters(self) -> None:
        """A message to an address, and what comes back."""
        data = {
            "body": "Hello",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        }
        self.a.rpc(
            "mention",
            "/mail/message/post",
            **self._open_thread(),
            post_data=data,
            partner_emails=[self.a.facts["addresses"][0]],
        )

    def duplicates(self) -> None:
        """The same number as a hidden customer's."""
        a = self.a
        if CONTACT not in a.may("create"):
            return
        spec = Reading(a).specification(CONTACT, a.fields(CONTACT))
        for name, text in a.facts["unique"].items():
            if name not in a.fields(CONTACT):
                continue
            values = {"name": "Twin", "is_company": True, name: text}
            told = a.kw("duplicate", CONTACT, "onchange", [], values, [name], spec)
            other = {**values, name: f"{text}9"}
            void = a.client.kw(CONTACT, "onchange", [[], other, [name], spec], {})
            if not told.error and not void.error and _warns(told) != _warns(void):
                a.oracle("duplicate", CONTACT, "onchange", name, str(_warns(told)))
            made = a.kw("duplicate", CONTACT, "create", values)
            if isinstance(made.result, int):
                self._blank([made.result], {name: False})

    def forget(self) -> None:
        """What one has typed oneself is no leak when it is read."""
        domain = ["|", ("name", "ilike", "zqx"), ("email", "ilike", "zqx")]
        domain.append(("id", "not in", self.a.facts["hidden_partners"]))
        found = self.a.client.kw(CONTACT, "search", [domain], {}).result
        if found:
            self._blank(found, {"name": "Twin", "email": False})

    def _blank(self, ids: list[int], values: dict) -> None:
        values = {**values, "phone": False}
        self.a.client.kw(CONTACT, "write", [ids, values], {})

    def _open_thread(self) -> dict:
        number = self.a.facts["open_partners"][0]
        return {"thread_model": CONTACT, "thread_id": number}


def _warns(answer: Answer) -> dict:
    """Which warnings an onchange fills."""
    value = (answer.result or {}).get("value", {})
    return {
        name: bool(inner)
        for name, inner in value.items()
        if name.startswith("same_") or "duplicate" in name
    }
