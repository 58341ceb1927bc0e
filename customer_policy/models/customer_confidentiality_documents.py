import itertools

from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.classified import CONTACTS
from .customer_confidentiality import (
    PEOPLE,
    HiddenPart,
    _is_visible,
    _none_hidden,
    _visible,
)
from .customer_confidentiality_rule import HidingCondition
from .customer_confidentiality_trust import (
    COUNTED,
    has_trust,
)

UNKNOWN = object()


class CustomerConfidentiality(models.AbstractModel):
    """Which documents a hidden customer takes with it, and how those read that stay."""

    _inherit = "customer.confidentiality"

    @api.model
    def _domain(self, model_name):
        """What the rules of a model gain: the same for all, no user stands in it."""
        return self._domains().get(model_name, Domain.TRUE)

    @api.model
    @tools.ormcache()
    def _domains(self):
        return {
            name: _visible_documents(tuple(self._partner_fields(name)))
            for name in self.env.registry
            if self._partner_fields(name)
        } | {"res.partner": HidingCondition(_visible, _is_visible, _none_hidden)}

    @api.model
    def _partner_fields(self, model_name):
        """Stored fields to contacts; a hidden one in any of them hides the document."""
        mode, names, _masked = self._settings(model_name)
        return names if mode == "hide" else ()

    @api.model
    def _mask_fields(self, model_name):
        """Fields to contacts that mask a document which stays in place.

        :return: (names of fields to contacts, names of fields with text about them)
        """
        # Every write asks: what Odoo expects to be forgotten must stay forgotten.
        exceptions = self.env["customer.confidentiality.model"]._settings_by_model()
        if model_name not in exceptions or exceptions[model_name][0] != "mask":
            return (), ()
        mode, names, masked = self._settings(model_name)
        return (names, masked) if mode == "mask" else ((), ())

    @api.model
    @tools.ormcache()
    def _masked_texts(self):
        """:return: {model: names of text fields that show as a code}"""
        return {
            name: frozenset(texts)
            for name in self.env.registry
            if (texts := self._mask_fields(name)[1])
        } | {
            "res.partner": frozenset(
                name
                for name, field in self.env["res.partner"]._fields.items()
                if field.type in ("char", "text", "html")
            )
        }

    @api.model
    @tools.ormcache("model_name")
    def _settings(self, model_name):
        """:return: (mode, names of fields to contacts, names of text fields)"""
        model = self.env.registry[model_name]
        if not any(points_at_partner(field) for field in model._fields.values()):
            return ("own", (), ())
        exceptions = self.env["customer.confidentiality.model"]._settings_by_model()
        if model._abstract or (model._transient and model_name not in exceptions):
            return ("own", (), ())
        if model_name in exceptions:
            mode, names, masked = exceptions[model_name]
        else:
            mode, names, masked = ("hide", (), ())
        if mode == "own":
            return (mode, (), ())
        found = [name for name in names if points_at_partner(model._fields.get(name))]
        return (
            mode,
            tuple(found or self._default_partner_fields(model)),
            tuple(name for name in masked if name in model._fields),
        )

    @api.model
    def _default_partner_fields(self, model):
        """``partner_id`` says whose a document is; without one, any contact does."""
        names = [
            name
            for name, field in model._fields.items()
            if field.type == "many2one" and points_at_partner(field)
        ]
        return ["partner_id"] if "partner_id" in names else names

    @api.model
    @tools.ormcache("model_name")
    def _id_fields(self, model_name):
        """Fields through which an id of a customer or of its documents may come in."""
        return frozenset(
            name
            for name, field in self.env.registry[model_name]._fields.items()
            if field.comodel_name in PEOPLE
            or field.type in ("reference", "many2one_reference")
        )

    @api.model
    @tools.ormcache("model_name")
    def _lists_of_people(self, model_name):
        return frozenset(
            name
            for name, field in self.env.registry[model_name]._fields.items()
            if field.comodel_name in PEOPLE and field.type in ("many2many", "one2many")
        )

    @api.model
    @tools.ormcache("model_name")
    def _shared_lists(self, model_name):
        """Lists of people and of conversations, whoever put them into the cache"""
        return frozenset(
            name
            for name, field in self.env.registry[model_name]._fields.items()
            if field.type == "many2many"
            and field.comodel_name in (*PEOPLE, "discuss.channel")
        )

    @api.model
    @tools.ormcache("model_name")
    def _paths_through_people(self, model_name):
        """Related fields that fetch something through a contact or a user.

        :return: {field: path to the contact or user}; labels of contacts are masked
            anyway, and what a model inherits is guarded with its parent
        """
        model = self.env.registry[model_name]
        paths = {}
        for name, field in model._fields.items():
            if not field.related or field.inherited or field.comodel_name in PEOPLE:
                continue
            steps, comodel = field.related.split("."), model
            for depth, step in enumerate(steps[:-1], 1):
                comodel_name = comodel._fields[step].comodel_name
                if comodel_name in PEOPLE:
                    paths[name] = ".".join(steps[:depth])
                comodel = self.env.registry[comodel_name]
        return paths

    @api.model
    @tools.ormcache()
    def _masked_models(self):
        """:return: {model that shows codes of hidden customers: its fields to them}"""
        return {
            name: names
            for name in self.env.registry
            if (names := self._mask_fields(name)[0])
            and self.env.registry[name]._auto
            and not self.env.registry[name]._transient
        }

    @api.model
    def _hidden_records(self, records):
        """The records that the user must not see because of a customer.

        A portal user's record in ``res.users`` goes with its contact.
        """
        if not records or self._sees_all():
            return records.browse()
        if records._name == "res.partner":
            return self._hidden(records)
        if records._name == "res.users":
            return records.filtered(
                lambda u: u.sudo().share and u.sudo().partner_id.confidentiality_hidden
            )
        names = self._partner_fields(records._name)
        if not names or not self._is_active():
            return records.browse()
        return self._that_refer_to_hidden(records, names)

    @api.model
    def _masked_records(self, records):
        """Records that stay in place although the user must not know their customer."""
        names, _masked = self._mask_fields(records._name)
        if not names or not records or self._sees_all() or not self._is_active():
            return records.browse()
        return self._that_refer_to_hidden(records, names)

    @api.model
    def _that_refer_to_hidden(self, records, names):
        """Lists of contacts are asked of the database.

        The cache shares them between the user, for whom hidden ones are left out, and
        the superuser.
        """
        lists = [name for name in names if _is_list(records, name)]
        if not lists and all(_known_as_visible(records, name) for name in names):
            return records.browse()
        # No other column: a program that reads a private meeting as the superuser
        # leaves its name in the cache, where Odoo keeps "Busy" for others.
        records.sudo().fetch([name for name in names if name not in lists])
        found = records.filtered(lambda record: _hides(record.sudo(), names))
        real = records.browse(
            record_id for record_id in (records - found)._ids if record_id
        )
        if not lists or not real:
            return found
        query = real._as_query(ordered=False)
        query.add_where(self._refers_to_hidden_sql(real, real._table, lists, query))
        return found | records.browse(query.get_result_ids())

    @api.model
    @tools.ormcache()
    def _hidden_by_lists(self):
        """Models whose documents hide with somebody in a list of contacts."""
        return frozenset(
            name
            for name, model in self.env.registry.items()
            if any(_is_list(model, field) for field in self._partner_fields(name))
        )

    @api.model
    def _contacts(self, record, name):
        """The contacts in one of the fields, whoever filled the cache."""
        if not record.id or not _is_list(record, name):
            return record.sudo()[name]
        field = record._fields[name]
        sql = SQL(
            "SELECT %s FROM %s WHERE %s = %s",
            SQL.identifier(field.column2),
            SQL.identifier(field.relation),
            SQL.identifier(field.column1),
            record.id,
            to_flush=field,
        )
        ids = [partner_id for (partner_id,) in self.env.execute_query(sql)]
        return self.env["res.partner"].sudo().browse(ids)

    @api.model
    def _code(self, record):
        """The code of the hidden customer that a record is or belongs to."""
        record = record.sudo()
        if record._name == "res.partner":
            return record.confidential_code or ""
        if record._name == "res.users":
            return record.partner_id.confidential_code or ""
        for name in self._settings(record._name)[1]:
            if hidden := self._hidden(self._contacts(record, name)):
                return hidden[0].confidential_code
        return ""

    @api.model
    def _masked_name(self, record):
        """The name of a record for somebody who must not know its customer."""
        mode, _names, masked = self._settings(record._name)
        if mode == "mask" and "name" in record._fields and "name" not in masked:
            return record.sudo().name or self._code(record)
        return self._code(record)

    @api.model
    def _refers_to_hidden_sql(self, model, alias, names, query):
        """The condition under which a field of ``names`` holds a hidden contact."""
        return SQL(
            "(%s)",
            SQL(" OR ").join(
                self._refers_sql(model, alias, name, query) for name in names
            ),
        )

    @api.model
    def _refers_sql(self, model, alias, name, query):
        field = model._fields[name]
        if field.type == "many2one":
            column = model.sudo()._field_to_sql(alias, name, query)
            return SQL("COALESCE(%s, FALSE)", self._refers_hidden_sql(column))
        return SQL(
            "%s IN (SELECT %s FROM %s WHERE %s)",
            SQL.identifier(alias, "id"),
            SQL.identifier(field.column1),
            SQL.identifier(field.relation),
            self._refers_hidden_sql(SQL.identifier(field.column2)),
            to_flush=field,
        )


def points_at_partner(field):
    """Whether a field of a document says in the database whose document it is."""
    return (
        field is not None
        and field.comodel_name == "res.partner"
        and field.type in ("many2one", "many2many")
        and field.store
        and not field.company_dependent
    )


def _is_list(model, name):
    return model._fields[name].type == "many2many"


def _hides(record, names):
    """Whether one of the contacts is hidden; those in lists of real records apart."""
    return any(
        partner.confidentiality_hidden
        for name in names
        if not record.id or not _is_list(record, name)
        for partner in record[name]
    )


def _known_as_visible(records, name):
    """Whether the cache says so already: it stands in the way of every list."""
    env = records.env
    field = records._fields[name]
    if field.type != "many2one" or field in env.transaction.tocompute:
        return False
    partners = field._get_cache(env)
    hidden = env["res.partner"]._fields["confidentiality_hidden"]._get_cache(env)
    ids = set(map(partners.get, records._ids, itertools.repeat(UNKNOWN))) - {None}
    return not any(map(hidden.get, ids, itertools.repeat(True)))


def _visible_documents(names):
    """The documents whose fields ``names`` hold no hidden contact."""

    def to_sql(model, alias, query):
        confidentiality = model.env["customer.confidentiality"]
        if confidentiality._hides_nobody():
            return SQL("TRUE")
        if has_trust(model.env, COUNTED) and len(names) == 1:
            if not _is_list(model, names[0]):
                return SQL("%s", HiddenPart(_refers_in_sql(model, alias, *names)))
        return SQL(
            "NOT %s", confidentiality._refers_to_hidden_sql(model, alias, names, query)
        )

    def predicate(record):
        return (
            all(_known_as_visible(record, name) for name in names)
            or not _hides(record, names)
            or record.env["customer.confidentiality"]._sees_all()
        )

    def none_hidden(records):
        return all(
            _known_as_visible(records, name)
            or not _is_list(records, name)
            and not any(records[name].mapped("confidentiality_hidden"))
            for name in names
        )

    return HidingCondition(to_sql, predicate, none_hidden)


def _refers_in_sql(model, alias, name):
    """The condition under which the field ``name`` holds a hidden contact.

    Said so that PostgreSQL begins with the few hidden ones, and finds their documents.
    """
    return SQL(
        f"EXISTS (SELECT FROM {CONTACTS} hidden_partner"
        " WHERE hidden_partner.id = %s AND %s)",
        model.sudo()._field_to_sql(alias, name),
        model.env["customer.confidentiality"]._hidden_sql("hidden_partner"),
    )
