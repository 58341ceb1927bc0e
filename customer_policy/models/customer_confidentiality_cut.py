from odoo import api, fields, models
from odoo.tools import SQL

KINDS = [
    ("follower", "Followed"),
    ("notification", "Was notified of"),
    ("activity", "Has an activity on"),
    ("attendee", "Takes part in"),
    ("owner", "Is responsible for"),
    ("draft", "Has a message scheduled on"),
]
HOLD = "customer.access.hold"
# What declassifying gives back. A notice that was cleared stays cleared.
RESTORED = ("follower", "activity", "attendee", "owner")
# From here on PostgreSQL must know how many there are, or it joins each with each.
MANY = 1000


class CustomerConfidentialityCut(models.Model):
    """Cuts people off the documents of customers, and notes what was cut.

    All of it in SQL, a fixed number of statements for any number of documents: they are
    collected once in a temporary table. The notes let a release undo it.
    """

    _name = "customer.confidentiality.cut"
    _description = "What People Lost by a Classification"
    _order = "id"

    register_id = fields.Many2one(
        "customer.confidentiality.register",
        index=True,
        ondelete="cascade",
    )
    hold_id = fields.Many2one(
        "customer.access.hold", index="btree_not_null", ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True)
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    heir_id = fields.Many2one("res.users", ondelete="set null")
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)

    _one_act = models.Constraint(
        "CHECK (num_nonnulls(register_id, hold_id) = 1)",
        "People lose something by a classification or by a hold.",
    )

    # PREVIEW

    @api.model
    def _count(self, partners, users):
        """What ``users`` would lose.

        :return: {user: {kind: number}}
        """
        if not users:
            return {}
        self._collect_documents(partners)
        counts = {}
        for kind in dict(KINDS):
            sql = SQL(
                "SELECT user_id, count(*) FROM (%s) lost GROUP BY user_id",
                self._lost_sql(kind, users),
            )
            for user_id, number in self.env.execute_query(sql):
                user = self.env["res.users"].browse(user_id)
                counts.setdefault(user, {})[kind] = number
        self._drop_documents()
        return counts

    # CUTTING

    @api.model
    def _cut(self, act, partners, users, heir):
        """Cut ``users`` off all documents of ``partners``.

        :param act: what this is a consequence of, an entry of the register or a hold
        :param heir: who takes over their activities and documents
        """
        self.env.flush_all()
        self._collect_documents(partners)
        noted = sum(self._note(act, kind, users, heir) for kind in dict(KINDS))
        if noted > MANY:
            self.env.cr.execute("ANALYZE customer_confidentiality_cut")
        self._unfollow(users)
        self._clear_notices(users)
        self._leave_events(act)
        self._hand_over(act, heir)
        self._drop_documents()
        self.env.invalidate_all()

    @api.model
    def _change_links(self, partners):
        """Links that were shared before the classification lead nowhere."""
        self._collect_documents(partners)
        self._rotate_tokens()
        self._drop_documents()
        self.env.invalidate_all()

    @api.model
    def _cut_off(self, records, users, heir):
        """Cut ``users`` off a few documents of one model, for good.

        :param heir: who takes over their activities; nobody, if empty
        """
        self.env.flush_all()
        self._list_documents(
            SQL(
                "SELECT %s::varchar, id FROM unnest(%s) id",
                records._name,
                list(records._ids),
            )
        )
        self._unfollow(users)
        self._clear_notices(users)
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity activity SET user_id = %s
                  FROM customer_cut_documents document
                 WHERE activity.res_model = document.res_model
                   AND activity.res_id = document.res_id
                   AND activity.user_id IN %s
                """,
                heir.id or None,
                users._ids,
            )
        )
        self._drop_documents()
        self.env.invalidate_all()

    def _note(self, act, kind, users, heir):
        """:return: how much was noted"""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_confidentiality_cut
                    (%s, kind, user_id, heir_id, res_model, res_id)
                SELECT %s, %s, user_id, %s, res_model, res_id
                  FROM (%s) lost
                """,
                self._act_column(act),
                act.id,
                kind,
                heir.id or None,
                self._lost_sql(kind, users),
            )
        )
        return self.env.cr.rowcount

    def _act_column(self, act):
        return SQL.identifier("hold_id" if act._name == HOLD else "register_id")

    def _unfollow(self, users):
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM mail_followers lost USING customer_cut_documents document
                 WHERE lost.res_model = document.res_model
                   AND lost.res_id = document.res_id
                   AND lost.partner_id IN %s
                """,
                users.partner_id._ids,
            )
        )

    def _clear_notices(self, users):
        """Inbox, stars, mails on their way and messages waiting to be sent."""
        message = """
            IN (SELECT message.id
                  FROM mail_message message
                  JOIN customer_cut_documents document
                    ON document.res_model = message.model
                   AND document.res_id = message.res_id)
        """
        star = self.env["mail.message"]._fields["starred_partner_ids"]
        self.env.cr.execute(
            SQL(
                f"DELETE FROM mail_notification WHERE res_partner_id IN %s "
                f"AND mail_message_id {message}",
                users.partner_id._ids,
            )
        )
        self.env.cr.execute(
            SQL(
                f"DELETE FROM %s WHERE %s IN %s AND %s {message}",
                SQL.identifier(star.relation),
                SQL.identifier(star.column2),
                users.partner_id._ids,
                SQL.identifier(star.column1),
            )
        )
        recipients = self.env["mail.mail"]._fields["recipient_ids"]
        self.env.cr.execute(
            SQL(
                f"""
                DELETE FROM %s recipient USING mail_mail mail
                 WHERE recipient.%s = mail.id AND recipient.%s IN %s
                   AND mail.state IN ('outgoing', 'exception')
                   AND mail.mail_message_id {message}
                """,
                SQL.identifier(recipients.relation),
                SQL.identifier(recipients.column1),
                SQL.identifier(recipients.column2),
                users.partner_id._ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM mail_scheduled_message scheduled
                 USING customer_cut_documents document
                 WHERE document.res_model = scheduled.model
                   AND document.res_id = scheduled.res_id
                   AND scheduled.author_id IN %s
                """,
                users.partner_id._ids,
            )
        )

    def _leave_events(self, act):
        attendees = self.env["calendar.event"]._fields["partner_ids"]
        lost = SQL(
            """
            FROM customer_confidentiality_cut cut JOIN res_users u ON u.id = cut.user_id
            WHERE cut.%s = %s AND cut.kind = 'attendee'
            """,
            self._act_column(act),
            act.id,
        )
        for table, event, partner in (
            ("calendar_attendee", "event_id", "partner_id"),
            (attendees.relation, attendees.column1, attendees.column2),
        ):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s "
                    "WHERE (%s, %s) IN (SELECT cut.res_id, u.partner_id %s)",
                    SQL.identifier(table),
                    SQL.identifier(event),
                    SQL.identifier(partner),
                    lost,
                )
            )

    def _hand_over(self, act, heir):
        """Activities and documents go to somebody who may see them."""
        self._set_owner("mail.activity", act, "activity", heir)
        for name in self._models_with_owner():
            self._set_owner(name, act, "owner", heir)

    def _set_owner(self, model_name, act, kind, heir):
        table = self.env[model_name]._table
        if kind == "activity":
            key, condition = "res_id", SQL("owned.res_model = cut.res_model")
        else:
            key, condition = "id", SQL("cut.res_model = %s", model_name)
        self.env.cr.execute(
            SQL(
                """
                UPDATE %s owned SET user_id = %s
                  FROM customer_confidentiality_cut cut
                 WHERE cut.%s = %s AND cut.kind = %s AND %s
                   AND owned.%s = cut.res_id AND owned.user_id = cut.user_id
                """,
                SQL.identifier(table),
                heir.id or None,
                self._act_column(act),
                act.id,
                kind,
                condition,
                SQL.identifier(key),
            )
        )

    def _rotate_tokens(self):
        for name in self._document_models():
            field = self.env[name]._fields.get("access_token")
            if field is None or not field.store or field.type != "char":
                continue
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %s shared SET access_token = gen_random_uuid()
                      FROM customer_cut_documents document
                     WHERE document.res_model = %s AND document.res_id = shared.id
                       AND shared.access_token IS NOT NULL
                    """,
                    SQL.identifier(self.env[name]._table),
                    name,
                )
            )

    # RESTORING

    def _restore_for_those_who_see(self):
        """After a release: whoever sees the customer again gets back what was cut."""
        users, partners = self.user_id, self.register_id.partner_id
        hidden = self.env["customer.confidentiality"]._hidden_from(partners, users)
        self.filtered(
            lambda cut: cut.register_id.partner_id not in hidden[cut.user_id]
        )._restore()

    def _restore_after_hold(self):
        """Give back what the person may see, which may have changed meanwhile."""
        confidentiality = self.env["customer.confidentiality"]
        seen = self.browse()
        for (model_name, user), cuts in self.grouped(
            lambda cut: (cut.res_model, cut.user_id)
        ).items():
            if model_name not in self.env:
                continue
            ids = cuts.mapped("res_id")
            documents = self.env[model_name].sudo().browse(ids).exists()
            blind = confidentiality._blind_people(documents, user.partner_id)
            known = documents.filtered(lambda d, blind=blind: not blind.get(d))
            seen |= cuts.filtered(lambda cut, known=known: cut.res_id in known._ids)
        seen._restore()
        (self - seen).exists().unlink()

    def _restore(self):
        """Give back what can be given back, to those who are still there."""
        self.env.flush_all()
        restored = self.filtered(
            lambda cut: cut.kind in RESTORED and cut.user_id.active
        )
        for (model_name, kind), cuts in restored.grouped(
            lambda cut: (cut.res_model, cut.kind)
        ).items():
            if model_name in self.env:
                getattr(cuts, f"_restore_{kind}")(self.env[model_name])
        self.unlink()
        self.env.invalidate_all()

    def _restore_follower(self, model):
        followers = self.env["mail.followers"].sudo()
        for user, cuts in self.grouped("user_id").items():
            documents = model.browse(cuts.mapped("res_id")).exists()
            followers._insert_followers(
                model._name, documents.ids, user.partner_id.ids, subtypes=None
            )

    def _restore_activity(self, model):
        self._take_back(
            "mail_activity", "res_id", SQL("owned.res_model = %s", model._name)
        )

    def _restore_owner(self, model):
        self._take_back(model._table, "id", SQL("TRUE"))

    def _take_back(self, table, key, condition):
        """Back to the first owner, unless the heir passed it on meanwhile."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE %s owned SET user_id = cut.user_id
                  FROM customer_confidentiality_cut cut
                 WHERE cut.id IN %s AND %s AND owned.%s = cut.res_id
                   AND owned.user_id IS NOT DISTINCT FROM cut.heir_id
                """,
                SQL.identifier(table),
                self._ids,
                condition,
                SQL.identifier(key),
            )
        )

    def _restore_attendee(self, model):
        for user, cuts in self.grouped("user_id").items():
            events = model.browse(cuts.mapped("res_id")).exists()
            events.with_context(no_mail_to_attendees=True, mail_notrack=True).write(
                {"partner_ids": [fields.Command.link(user.partner_id.id)]}
            )
