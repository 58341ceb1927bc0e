from odoo import api, models
from odoo.tools import SQL

from ..tools.classified import CONTACTS
from .customer_confidentiality_trust import (
    true_names,
)


class MailTrackingValue(models.Model):
    """A change keeps the names of both contacts as text."""

    _inherit = "mail.tracking.value"

    @api.model
    def _search(self, *args, **kwargs):
        query = super()._search(*args, **kwargs)
        confidentiality = self.env["customer.confidentiality"]
        if not self.env.su and confidentiality._is_active() and not query.is_empty():
            query.add_where(self._names_nobody_hidden_sql())
        return confidentiality._drop_secrets(self, query)

    @api.model
    def _names_nobody_hidden_sql(self):
        """Changes of a contact whose old or new value is hidden are left out."""
        table = self._table
        return SQL(
            f"""NOT EXISTS (
                SELECT 1
                  FROM ir_model_fields field
                  JOIN {CONTACTS} hidden_partner ON CASE field.relation
                       WHEN 'res.partner' THEN hidden_partner.id IN %(values)s
                       WHEN 'res.users' THEN hidden_partner.id IN (
                           SELECT partner_id FROM res_users
                            WHERE share AND id IN %(values)s
                       )
                       END
                 WHERE field.id = %(field)s AND %(hidden)s
            )""",
            values=SQL(
                "(%s, %s)",
                SQL.identifier(table, "old_value_integer"),
                SQL.identifier(table, "new_value_integer"),
            ),
            field=SQL.identifier(table, "field_id"),
            hidden=self.env["customer.confidentiality"]._hidden_sql("hidden_partner"),
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        confidentiality = self.env["customer.confidentiality"]
        return confidentiality._forbid_secrets(self, operation, result)

    @api.model
    def _create_tracking_values(
        self, initial_value, new_value, col_name, col_info, record
    ):
        """Keep the true name: a code would stand there for good."""
        if isinstance(initial_value, models.BaseModel):
            initial_value = true_names(initial_value)
        if isinstance(new_value, models.BaseModel):
            new_value = true_names(new_value)
        return super()._create_tracking_values(
            initial_value, new_value, col_name, col_info, record
        )

    def _filter_has_field_access(self, env):
        """Show no change from or to somebody whom the reader must not know."""
        allowed = super()._filter_has_field_access(env)
        confidentiality = env["customer.confidentiality"]
        if confidentiality._sees_all() or not confidentiality._is_active():
            return allowed
        return allowed.filtered(lambda value: not value._names_hidden(env))

    def _names_hidden(self, env):
        field = self.sudo().field_id
        if field.ttype != "many2one" or field.relation not in env:
            return False
        ids = [self.old_value_integer, self.new_value_integer]
        records = env[field.relation].browse(filter(None, ids)).exists()
        confidentiality = env["customer.confidentiality"]
        return bool(
            confidentiality._hidden_records(records)
            or confidentiality._masked_records(records)
        )
