"""Ways through chatter, Discuss, activities and mail."""

from attack_attacker import VOID, Attacker

ASIDE = ("followers", "attachments", "suggestedRecipients", "activities", "recipients")


class Mail:
    def __init__(self, attacker: Attacker):
        self.a = attacker

    def run(self) -> None:
        self.overview()
        for model, ids in self.threads():
            for number in ids:
                self.thread(model, number)
        self.channels()
        self.messages()
        self.mentions()

    def threads(self):
        """Hidden documents, and visible ones with hidden people on them."""
        facts = self.a.facts
        places = {"res.partner": [facts["people"]["secret1"], *facts["open_partners"]]}
        places["discuss.channel"] = sorted(
            int(n) for n in facts["hidden_documents"].get("discuss.channel", ())
        )[:2]
        for model in facts["threads"]:
            hidden = sorted(map(int, facts["hidden_documents"].get(model, ())))
            opened = facts["open_rows"].get(model, [])
            if self.a.is_thorough(model):
                places.setdefault(model, [*hidden[:1], *hidden[-1:], *opened[:1]])
            elif model in self.a.rights or self.a.is_outside:
                places.setdefault(model, hidden[:1])
        return places.items()

    def overview(self) -> None:
        a = self.a
        fetch = ["init_messaging", "failures", "systray_get_activities"]
        fetch += ["channels_as_member", "mail.canned.response", "starred", "res.role"]
        fetch += ["avatar_card", "discuss.channel", "/discuss/get_or_create_chat"]
        a.rpc("mail", "/mail/data", fetch_params=fetch[:7])
        a.rpc("mail", "/mail/data", fetch_params=["init_messaging"])
        for box in ("inbox", "history", "starred"):
            a.rpc("mail", f"/mail/{box}/messages", fetch_params={"limit": 100})
        users = a.facts["hidden_users"]
        a.rpc(
            "mail",
            "/mail/data",
            fetch_params=[["avatar_card", {"user_id": users[0]}]],
        )
        a.rpc("mail", "/mail/data", fetch_params=[["avatar_card", {"id": users[0]}]])
        for word in ("", "ZQX"):
            a.kw("mail", "res.partner", "get_mention_suggestions", word)
            a.kw("mail", "res.partner", "search_for_channel_invite", word)
        a.rpc("bus", "/websocket/peek_notifications", channels=self._topics(), last=0)

    def _topics(self) -> list:
        facts = self.a.facts
        ids = [*facts["hidden_partners"][:3]]
        return [*[f"res.partner_{n}" for n in ids], f"mail.guest_{VOID}", "broadcast"]

    def thread(self, model: str, number: int) -> None:
        a = self.a
        where = {"thread_model": model, "thread_id": number}
        shown = a.rpc(
            "thread",
            "/mail/thread/messages",
            model,
            **where,
            fetch_params={"limit": 60},
        )
        a.rpc(
            "thread",
            "/mail/data",
            model,
            fetch_params=[["mail.thread", {**where, "request_list": list(ASIDE)}]],
        )
        a.rpc("thread", "/mail/chatter_fetch", model, **where)
        if shown.result or a.is_thorough(model):
            for path in ("", "/get_suggested_recipients"):
                a.rpc("thread", f"/mail/thread/recipients{path}", model, **where)
        a.rpc("thread", "/portal/chatter_init", model, **where)
        if model in a.rights:
            a.kw("thread", model, "message_get_followers", [number])
        if model == "res.partner" or number in a.hidden(model):
            a.rpc(
                "thread",
                "/mail/thread/subscribe",
                model,
                res_model=model,
                res_id=number,
                partner_ids=[a.facts["people"]["secret2"]],
            )
            a.rpc(
                "thread",
                "/mail/message/post",
                model,
                **where,
                post_data={"body": "Hello", "message_type": "comment"},
            )

    def channels(self) -> None:
        a = self.a
        rows = a.facts["hidden_documents"].get("discuss.channel.member", {})
        channels = sorted(set(a.facts["channels"].values()))
        for number in channels:
            where = {"channel_id": number}
            a.rpc("discuss", "/discuss/channel/members", **where, known_member_ids=[])
            a.rpc("discuss", "/discuss/channel/messages", **where)
            a.rpc("discuss", "/discuss/channel/pinned_messages", **where)
            a.rpc("discuss", "/discuss/channel/attachments", **where)
            a.rpc("discuss", "/discuss/channel/ping", **where)
            a.rpc(
                "discuss",
                "/mail/data",
                fetch_params=[["discuss.channel", [number]]],
            )
            a.get("discuss", f"/discuss/channel/{number}")
        a.rpc("discuss", "/discuss/search", term="ZQX")
        for number in sorted(map(int, rows))[:2]:
            a.kw("discuss", "discuss.channel.member", "read", [number])
        a.kw(
            "discuss",
            "discuss.channel",
            "get_mention_suggestions",
            "ZQX",
        )
        a.rpc(
            "discuss",
            "/mail/action",
            fetch_params=[
                [
                    "/discuss/get_or_create_chat",
                    {"partners_to": [a.facts["people"]["secret1"]]},
                ],
            ],
        )
        a.rpc(
            "discuss",
            "/mail/action",
            fetch_params=[
                [
                    "/discuss/create_group",
                    {"partners_to": [a.facts["people"]["secret1"]]},
                ],
            ],
        )

    def messages(self) -> None:
        a = self.a
        rows = a.facts["hidden_documents"].get("mail.message", {})
        for number in sorted(map(int, rows))[:3]:
            a.rpc(
                "message",
                "/mail/message/update_content",
                message_id=number,
                update_data={"body": "Changed"},
            )
            a.rpc(
                "message",
                "/mail/message/reaction",
                message_id=number,
                content="x",
                action="add",
                partner_id=None,
                guest_id=None,
            )
            a.get("message", f"/mail/message/{number}")
            a.kw("message", "mail.message", "toggle_message_starred", [number])
        for number in list(a.facts["hidden_documents"].get("mail.followers", ()))[:2]:
            a.rpc("message", "/mail/read_subscription_data", follower_id=int(number))

    def mentions(self) -> None:
        """Writing to a hidden customer, and what comes back."""
        a = self.a
        where = {
            "thread_model": "res.partner",
            "thread_id": a.facts["open_partners"][0],
        }
        data = {
            "body": "Hello",
            "message_type": "comment",
            "partner_ids": [a.facts["people"]["secret1"]],
            "subtype_xmlid": "mail.mt_comment",
        }
        a.rpc("mention", "/mail/message/post", **where, post_data=data)
        a.rpc("mention", "/mail/thread/messages", **where)
