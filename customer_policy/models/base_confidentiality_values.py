from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Command

from ..tools import argument_kinds
from .customer_confidentiality import PEOPLE

MANY = (list, tuple, set)
OF_RECORDS = (
    *("many2one", "one2many", "many2many"),
    *("reference", "many2one_reference"),
)
# Whoever pays a bill of a hidden supplier pays into the account that Odoo proposes.
PAID_INTO, PAYING = "res.partner.bank", "account."


class Base(models.AbstractModel):
    """Values coming in: no id that the user must not know, and no mask.

    Whoever may write an id anywhere could read back what the document then says about
    it. The refusal is that of an id that does not exist. A mask is never stored, nor
    what somebody left empty who could not see it.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._without_masks(vals) for vals in vals_list]
        self._check_incoming_ids(vals_list)
        try:
            return super().create(vals_list)
        except AccessError:
            self._refuse_like_nothing(vals_list)
            raise

    def write(self, vals):
        vals = self._without_masks(vals)
        self._check_incoming_ids([vals])
        try:
            return super().write(vals)
        except AccessError:
            self._refuse_like_nothing([vals])
            raise

    def onchange(self, values, field_names, fields_spec):
        values = self._with_true_values(values)
        self._origin._check_incoming_ids([values])
        self._check_ids_in_lists(values)
        self._check_documents_in_form(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def default_get(self, fields):
        """Leave out what a guessed ``default_*`` would bring in."""
        values = super().default_get(fields)
        confidentiality = self.env["customer.confidentiality"]
        for name in confidentiality._id_fields(self._name) | (
            confidentiality._case_fields(self._name)
        ):
            if values.get(name):
                try:
                    self._check_incoming_ids([values], {name})
                except MissingError:
                    del values[name]
        return values

    def copy_data(self, default=None):
        """A copy leaves out the people who work on a document and are hidden."""
        vals_list = super().copy_data(default)
        confidentiality = self.env["customer.confidentiality"]
        if self.env.su or not confidentiality._is_active():
            return vals_list
        for vals in vals_list:
            for name in confidentiality._id_fields(self._name) & vals.keys():
                if self._fields[name].comodel_name != "res.users":
                    continue
                try:
                    self.browse()._check_incoming_ids([vals], {name})
                except MissingError:
                    del vals[name]
        return vals_list

    def _check_incoming_ids(self, vals_list, names=None):
        """:raise MissingError: for an id that is hidden, or does not exist"""
        self._check_incoming_contacts(vals_list, names)
        self._check_incoming_cases(vals_list, names)

    def _check_incoming_contacts(self, vals_list, names):
        """:raise MissingError: for an id that is hidden, or does not exist"""
        if self.env.su:
            return
        confidentiality = self.env["customer.confidentiality"]
        known = confidentiality._id_fields(self._name)
        # What most often comes in needs no more than a look at its names.
        names = (known if names is None else known & names) & set().union(*vals_list)
        if not names or not confidentiality._is_active():
            return
        targets = self._incoming_targets(vals_list, names)
        for (name, model_name), ids in targets.items():
            records = self.env[model_name].browse(ids)
            for hidden in confidentiality._hidden_records(records):
                if not self._shows_already(name, hidden):
                    raise confidentiality._hidden_error(hidden)

    @api.model
    def _check_incoming_cases(self, vals_list, names=None):
        """:raise MissingError: for the id of a case that is kept from the user, or of
        nothing: Odoo has other words for that, from one field to the next"""
        if self.env.su:
            return
        confidentiality = self.env["customer.confidentiality"]
        known = confidentiality._case_fields(self._name)
        names = (known if names is None else known & names) & set().union(*vals_list)
        targets = self._incoming_targets(vals_list, names) if names else {}
        for (_name, model_name), ids in targets.items():
            if not confidentiality._may_be_kept(model_name):
                continue  # a reference to something else
            named = self.env[model_name].browse(ids)
            there = named.exists()
            if refused := named - there or confidentiality._kept_among(there):
                raise confidentiality._hidden_error(refused[:1])

    def _check_ids_in_lists(self, values):
        """A form sends the rows of its lists before they are kept."""
        if self.env.su:
            return
        for name, value in values.items():
            field = self._fields.get(name)
            if field and field.type in ("one2many", "many2many"):
                rows = self.env[field.comodel_name]
                for number, row in _rows(value):
                    rows.browse(_ids([number]))._check_incoming_ids([row])
                    rows._check_ids_in_lists(row)

    def _check_documents_in_form(self, values):
        """A form shows at once what a document says that is put into it."""
        confidentiality = self.env["customer.confidentiality"]
        if self.env.su or not confidentiality._is_active():
            return
        for name, value in values.items():
            field = self._fields.get(name)
            if value and field and field.type == "many2one":
                if field.comodel_name not in PEOPLE and not self._pays_into(field):
                    document = self.env[field.comodel_name].browse(_ids([value]))
                    hidden = confidentiality._hidden_records(document)
                    if hidden and not self._origin._shows_already(name, hidden):
                        raise confidentiality._hidden_error(hidden)

    def _pays_into(self, field):
        return field.comodel_name == PAID_INTO and self._name.startswith(PAYING)

    def _refuse_like_nothing(self, vals_list):
        """Odoo refused: let a hidden document be told from an id of nothing by no word.

        They are looked at here only, so that what is allowed costs nothing more.

        :raise MissingError: for an id that is hidden, or does not exist
        """
        confidentiality = self.env["customer.confidentiality"]
        if self.env.su or not confidentiality._is_active():
            return
        names = {name for vals in vals_list for name in vals if name in self._fields}
        names = {name for name in names if self._fields[name].type in OF_RECORDS}
        targets = self._incoming_targets(vals_list, names)
        for (name, model_name), ids in targets.items():
            records = self.env[model_name].browse(ids)
            there = records.exists()
            for refused in (records - there) | confidentiality._hidden_records(there):
                if refused not in there or not self._shows_already(name, refused):
                    raise confidentiality._hidden_error(refused)

    def _incoming_targets(self, vals_list, names):
        """:return: {(name of a field, name of a model): ids that come in by it}"""
        targets = {}
        for vals in vals_list:
            for name in names & vals.keys():
                for model_name, ids in self._incoming_ids(name, vals):
                    targets.setdefault((name, model_name), set()).update(ids)
        return targets

    def _incoming_ids(self, name, vals):
        """Yield (name of a model, ids) for what ``vals`` puts into a field."""
        field, value = self._fields[name], vals[name]
        if not value:
            return
        if field.type == "many2one":
            yield field.comodel_name, _ids([value])
        elif field.type == "reference":
            if isinstance(value, models.BaseModel):
                yield value._name, _ids(value._ids)
            model_name, _comma, res_id = str(value).partition(",")
            if model_name in field.get_values(self.env):
                yield model_name, _ids([res_id])
        elif field.type == "many2one_reference":
            model_name = self._incoming_model(field, vals)
            if model_name in self.env:
                yield model_name, _ids([value])
        else:
            yield field.comodel_name, _linked_ids(value)

    def _incoming_model(self, field, vals):
        """The model that a many2one_reference points into."""
        if name := vals.get(field.model_field):
            return name if isinstance(name, str) else None
        # The name of the model often comes from a many2one to ir.model.
        source = (self._fields[field.model_field].related or "").partition(".")[0]
        if source and argument_kinds.is_id(vals.get(source)):
            return self.env["ir.model"].sudo().browse(vals[source]).model
        return self[:1][field.model_field]

    def _shows_already(self, name, target):
        """Whether the user has this id before him or her anyway, under its code.

        A document that stays in place shows the code of a hidden customer. To copy it,
        to credit it or to pay it means to write the same id again.
        """
        self = self.with_context(active_test=False)  # noqa: PLW0642
        field = self._fields[name]
        if self and all(record._points_at(name, target) for record in self.sudo()):
            return True
        confidentiality = self.env["customer.confidentiality"]
        masked = confidentiality._masked_models()
        is_masked = self._name in masked or self._transient
        if target._name == "res.users" and not is_masked:
            return False  # lists show its code, but copies leave it out
        if field.store and not self._abstract and not self._transient:
            if self.search_count(self._that_point_at(name, target), limit=1):
                return True
        if target._name != "res.partner" or not is_masked:
            return False
        return any(
            self.env[model_name].search_count([(field_name, "in", target.ids)], limit=1)
            for model_name, field_names in masked.items()
            if self.env[model_name].has_access("read")
            for field_name in field_names
        )

    def _points_at(self, name, target):
        """Whether the value of a field is, or lists, this record."""
        field, value = self._fields[name], self[name]
        if field.type == "many2one_reference":
            return (self[field.model_field], value) == (target._name, target.id)
        return bool(value) and value._name == target._name and target in value

    @api.model
    def _that_point_at(self, name, target):
        """The domain of the records whose field is, or lists, this one."""
        field = self._fields[name]
        if field.type == "reference":
            return [(name, "in", [f"{target._name},{one}" for one in target.ids])]
        domain = [(name, "in", target.ids)]
        if field.type == "many2one_reference":
            domain.append((field.model_field, "=", target._name))
        return domain

    # --------------------------------------------------------------------------- masks

    def _without_masks(self, vals):
        # It is shown no masks, and uninstalls when the settings are gone already.
        if self.env.uid == SUPERUSER_ID:
            return vals
        confidentiality = self.env["customer.confidentiality"]
        masked = confidentiality._mask_fields(self._name)[1]
        names = [name for name in masked if name in vals]
        if not names or confidentiality._sees_all() or not confidentiality._is_active():
            return vals
        masks = confidentiality._masks_in(vals[name] for name in names)
        unseen = {
            name
            for name in names
            if isinstance(vals[name], str) and vals[name] in masks
        }
        if self and confidentiality._masked_records(self) == self:
            unseen.update(name for name in names if self._is_unseen(name, vals[name]))
        return {name: value for name, value in vals.items() if name not in unseen}

    def _is_unseen(self, name, value):
        """Whether this is what a masked field reads as that cannot show a code."""
        return not value and self._fields[name].type not in ("char", "text")

    def _with_true_values(self, values):
        """What a form computes with: its masks are none of its values."""
        kept = self._without_masks(values)
        true_values = {
            name: self[name] if self else False for name in values if name not in kept
        }
        return {**values, **true_values}


def _rows(commands):
    """Yield (id or nothing, values) of the rows that are made or changed."""
    for command in commands if isinstance(commands, list | tuple) else ():
        if isinstance(command, dict):
            yield None, command
        elif isinstance(command, list | tuple) and len(command) > 2:
            kind, number, row = command[:3]
            if kind in (Command.CREATE, Command.UPDATE) and isinstance(row, dict):
                yield (number if kind == Command.UPDATE else None), row


def _linked_ids(commands):
    """What is no command is for Odoo to refuse."""
    found = []
    for command in commands if isinstance(commands, list | tuple) else ():
        if not isinstance(command, list | tuple):
            found.append(command)
        elif len(command) > 1 and command[0] in (Command.LINK, Command.UPDATE):
            found.append(command[1])
        elif len(command) > 2 and command[0] == Command.SET:
            found.extend(command[2] if isinstance(command[2], MANY) else ())
    return _ids(found)


def _ids(values):
    """The ids among what Odoo, or the database, would take for one."""
    found = set()
    for value in values:
        for one in _of_one(value):
            try:
                number = int(one)
            except (TypeError, ValueError, OverflowError):
                continue
            if argument_kinds.is_id(number):
                found.add(number)
    return found


def _of_one(value):
    if isinstance(value, models.BaseModel):
        return value._ids
    return [value.get("id")] if isinstance(value, dict) else [value]
