from collections.abc import Mapping

from odoo import api, models, tools

from ..tools import field_values
from .customer_policy_arguments import check_one, refuse

OURS = "customer."
ADDON = "customer_policy"
FITS = {
    "char": field_values.fits_line,
    "text": field_values.fits_text,
    "html": field_values.fits_page,
    "integer": field_values.fits_integer,
    "float": field_values.fits_number,
    "monetary": field_values.fits_number,
    "date": field_values.fits_moment,
    "datetime": field_values.fits_moment,
    "many2one": field_values.fits_record,
    "many2one_reference": field_values.fits_integer,
    "one2many": field_values.fits_list,
    "many2many": field_values.fits_list,
    "reference": field_values.fits_reference,
    "binary": field_values.fits_file,
    "image": field_values.fits_file,
}
CHOICE = "selection"
MESSAGE = "mail.message"
FITS_IN_FORM = {
    **FITS,
    "many2one": field_values.fits_record_of_form,
    "one2many": field_values.fits_list_of_form,
    "many2many": field_values.fits_list_of_form,
    "binary": field_values.fits_text,  # its size
    "image": field_values.fits_text,
}


class Base(models.AbstractModel):
    """What a model of ours cannot take is refused in words; Odoo breaks down.

    Programs write over the network as well, and may send whatever they like.
    """

    _inherit = "base"

    def ensure_one(self):
        """Whoever calls an act on no record, or on several, is told what it takes.

        Odoo breaks down there. It asks of each field that is read: the first line
        decides.
        """
        if len(self._ids) == 1 and self._ids[0]:
            return self
        if self._name.startswith(OURS):
            check_one(self)
        return super().ensure_one()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_values(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_values([vals])
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        self._check_values([values], FITS_IN_FORM)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    @tools.ormcache("model_name")
    def _fields_with_checked_values(self, model_name):
        """All of our models, and what the add-ons brought to those of others."""
        ours = model_name.startswith(OURS)
        return frozenset(
            name
            for name, field in self.env.registry[model_name]._fields.items()
            if (field.type in FITS or field.type == CHOICE)
            and (ours or (field._module or "").startswith(ADDON))
        )

    @api.model
    def _check_values(self, vals_list, fits=None):
        """:param fits: {type of a field: what its values must be}"""
        if self.env.su:
            return
        names = self._fields_with_checked_values(self._name)
        for vals in vals_list:
            if not isinstance(vals, Mapping):
                kind = self.env._("values by the names of fields")
                refuse(self, self._description, vals, kind)
            for name in names & vals.keys():
                field, value = self._fields[name], vals[name]
                if value is None or value is False or value == "":
                    continue
                if field.type == CHOICE:
                    fitting = field_values.fits_choice(field._selection, value)
                else:
                    fitting = (fits or FITS)[field.type](value)
                    fitting = fitting and self._names_fields(field, value)
                    fitting = fitting and self._posts_nothing(field, value)
                if not fitting:
                    label = field._description_string(self.env)
                    refuse(self, label, value, self._what_fits(field))

    @api.model
    def _names_fields(self, field, value):
        """Whether the values that a form gives of another record are such."""
        if not isinstance(value, dict) or not field.comodel_name:
            return True
        return value.keys() <= self.env[field.comodel_name]._fields.keys()

    @api.model
    def _posts_nothing(self, field, value):
        """Messages are posted; Odoo breaks down at one that is put into a list."""
        return field.comodel_name != MESSAGE or not field_values.makes_rows(value)

    @api.model
    def _what_fits(self, field):
        kinds = {
            "char": self.env._("a text, and not too long"),
            "text": self.env._("a text"),
            "html": self.env._("a text"),
            "integer": self.env._("a number"),
            "float": self.env._("a number"),
            "monetary": self.env._("a number"),
            "date": self.env._("a day, as 2026-02-28"),
            "datetime": self.env._("a day, as 2026-02-28"),
            "binary": self.env._("a file"),
            "image": self.env._("a file"),
            "one2many": self.env._("a list of ids"),
            "many2many": self.env._("a list of ids"),
            CHOICE: self.env._("one of what there is to choose"),
        }
        return kinds.get(field.type) or self.env._("the id of a record")
