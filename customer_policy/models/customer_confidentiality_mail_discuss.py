from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.classified import CONTACTS


class CustomerConfidentiality(models.AbstractModel):
    """Conversations: private ones hide with their people."""

    _inherit = "customer.confidentiality"

    @api.model
    @tools.ormcache()
    def _domains(self):
        # Like lists of contacts, members are asked of the database.
        visible = Domain.custom(
            to_sql=_visible_channels, predicate=lambda _channel: True
        )
        domains = super()._domains()
        member = Domain.custom(
            to_sql=_visible_memberships,
            predicate=lambda member: not _is_in_hidden_channel(member),
        )
        member &= domains.get("discuss.channel.member", Domain.TRUE)
        return domains | {"discuss.channel": visible, "discuss.channel.member": member}

    @api.model
    @tools.ormcache()
    def _hidden_by_lists(self):
        return super()._hidden_by_lists() | {"discuss.channel"}

    @api.model
    def _hidden_records(self, records):
        if records._name == "discuss.channel.member":
            hidden = super()._hidden_records(records)
            return hidden | self._that_meet(records - hidden, _hidden_memberships)
        if records._name != "discuss.channel":
            return super()._hidden_records(records)
        return self._that_meet(records, self._secret_sql)

    @api.model
    def _customers(self, record):
        if record._name != "discuss.channel":
            return super()._customers(record)
        return record._confidential_members()

    @api.model
    def _secret_sql(self, model, query):
        if model._name != "discuss.channel":
            return super()._secret_sql(model, query)
        return SQL("NOT %s", _visible_channels(model, model._table, query))

    @api.model
    def _code(self, record):
        if record._name != "discuss.channel":
            return super()._code(record)
        hidden = self._hidden(record._confidential_members())
        return ", ".join(hidden.mapped("confidential_code"))


def _is_in_hidden_channel(member):
    channel = member.sudo().channel_id
    return member.env["customer.confidentiality"]._hidden_records(channel)


def _hidden_memberships(model, query):
    return SQL("NOT %s", _visible_memberships(model, model._table, query))


def _visible_memberships(model, alias, _query):
    """One's own, too: their names are those of the conversations."""
    if model.env["customer.confidentiality"]._hides_nobody():
        return SQL("TRUE")
    return SQL(
        """EXISTS (
            SELECT FROM discuss_channel channel WHERE channel.id = %s AND %s
        )""",
        SQL.identifier(alias, "channel_id"),
        _visible_channels(model, "channel", _query),
    )


def _visible_channels(model, alias, _query):
    member = model.env["discuss.channel.member"]._fields
    return SQL(
        f"""NOT (%s <> 'channel' AND EXISTS (
            SELECT 1 FROM discuss_channel_member member
              JOIN {CONTACTS} member_partner ON member_partner.id = member.partner_id
             WHERE member.channel_id = %s AND %s
        ))""",
        SQL.identifier(alias, "channel_type"),
        SQL.identifier(alias, "id"),
        model.env["customer.confidentiality"]._hidden_sql("member_partner"),
        to_flush=[member["channel_id"], member["partner_id"]],
    )
