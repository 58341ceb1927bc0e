from odoo import api, models
from odoo.tools import SQL


class CustomerConfidentialityCut(models.Model):
    """The documents that people are cut off, and what each of them has there."""

    _inherit = "customer.confidentiality.cut"

    @api.model
    def _document_models(self):
        """Models with a table of their own whose documents belong to customers."""
        settings = self.env["customer.confidentiality"]._settings
        return [
            "res.partner",
            *(
                name
                for name, model in self.env.registry.items()
                if model._auto and settings(name)[1]
            ),
        ]

    @api.model
    def _models_with_owner(self):
        confidentiality = self.env["customer.confidentiality"]
        return [
            name
            for name in self._document_models()
            if confidentiality._partner_fields(name)
            and (field := self.env[name]._fields.get("user_id"))
            and field.store
            and field.comodel_name == "res.users"
            and not field.required
            and not field.related
        ]

    @api.model
    def _collect_documents(self, partners):
        """Fill a temporary table with the documents of these contacts."""
        self.env.flush_all()
        confidentiality = self.env["customer.confidentiality"]
        parts = [
            SQL(
                "SELECT 'res.partner', id FROM res_partner WHERE id IN %s",
                partners._ids,
            )
        ]
        for name in self._document_models()[1:]:
            for field_name in confidentiality._settings(name)[1]:
                parts.append(self._documents_sql(self.env[name], field_name, partners))
        self._list_documents(SQL(" UNION ").join(parts))

    @api.model
    def _list_documents(self, sql):
        """Make the temporary table out of a SELECT of names of models and ids."""
        self._drop_documents()
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE customer_cut_documents
                    (res_model, res_id) ON COMMIT DROP AS %s
                """,
                sql,
            )
        )
        self.env.cr.execute(
            "CREATE INDEX ON customer_cut_documents (res_model, res_id)"
        )
        self.env.cr.execute("ANALYZE customer_cut_documents")

    def _documents_sql(self, model, field_name, partners):
        field = model._fields[field_name]
        if field.type == "many2many":
            table, key, column = field.relation, field.column1, field.column2
        else:
            table, key, column = model._table, "id", field_name
        return SQL(
            "SELECT %s, %s FROM %s WHERE %s IN %s",
            model._name,
            SQL.identifier(key),
            SQL.identifier(table),
            SQL.identifier(column),
            partners._ids,
        )

    def _drop_documents(self):
        self.env.cr.execute("DROP TABLE IF EXISTS customer_cut_documents")

    @api.model
    def _lost_sql(self, kind, users):
        """SELECT of user_id, res_model and res_id: what they have of this kind."""
        return getattr(self, f"_lost_sql_{kind}")(users)

    def _lost_sql_follower(self, users):
        return SQL(
            """
            SELECT u.id AS user_id, document.res_model, document.res_id
              FROM customer_cut_documents document
              JOIN mail_followers follower ON follower.res_model = document.res_model
               AND follower.res_id = document.res_id
              JOIN res_users u ON u.partner_id = follower.partner_id
             WHERE u.id IN %s
            """,
            users._ids,
        )

    def _lost_sql_notification(self, users):
        return SQL(
            """
            SELECT DISTINCT u.id AS user_id, document.res_model, document.res_id
              FROM customer_cut_documents document
              JOIN mail_message message ON message.model = document.res_model
               AND message.res_id = document.res_id
              JOIN mail_notification notice ON notice.mail_message_id = message.id
              JOIN res_users u ON u.partner_id = notice.res_partner_id
             WHERE u.id IN %s
            """,
            users._ids,
        )

    def _lost_sql_activity(self, users):
        return SQL(
            """
            SELECT activity.user_id, document.res_model, document.res_id
              FROM customer_cut_documents document
              JOIN mail_activity activity ON activity.res_model = document.res_model
               AND activity.res_id = document.res_id
             WHERE activity.active AND activity.user_id IN %s
            """,
            users._ids,
        )

    def _lost_sql_attendee(self, users):
        return SQL(
            """
            SELECT u.id AS user_id, document.res_model, document.res_id
              FROM customer_cut_documents document
              JOIN calendar_attendee attendee ON attendee.event_id = document.res_id
              JOIN res_users u ON u.partner_id = attendee.partner_id
             WHERE document.res_model = 'calendar.event' AND u.id IN %s
            """,
            users._ids,
        )

    def _lost_sql_owner(self, users):
        owned = SQL(" UNION ALL ").join(
            SQL(
                "SELECT user_id, %s AS res_model, id AS res_id FROM %s "
                "WHERE user_id IN %s",
                name,
                SQL.identifier(self.env[name]._table),
                users._ids,
            )
            for name in self._models_with_owner()
        )
        return SQL(
            """
            SELECT owned.user_id, owned.res_model, owned.res_id
              FROM (%s) owned JOIN customer_cut_documents document
                ON document.res_model = owned.res_model
               AND document.res_id = owned.res_id
            """,
            owned,
        )

    def _lost_sql_draft(self, users):
        return SQL(
            """
            SELECT u.id AS user_id, document.res_model, document.res_id
              FROM customer_cut_documents document
              JOIN mail_scheduled_message scheduled
                ON scheduled.model = document.res_model
               AND scheduled.res_id = document.res_id
              JOIN res_users u ON u.partner_id = scheduled.author_id
             WHERE u.id IN %s
            """,
            users._ids,
        )
