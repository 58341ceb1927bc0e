from odoo import api, models
from odoo.exceptions import MissingError


class Base(models.AbstractModel):
    """Take no id of a case of which the user must not know that it exists.

    Whoever may write it anywhere could ask whether there is one. The refusal is that of
    an id that does not exist, whether or not anybody is classified.
    """

    _inherit = "base"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        for name in self.env["customer.confidentiality"]._case_fields(self._name):
            if values.get(name):
                try:
                    self._check_incoming_cases([values], {name})
                except MissingError:
                    del values[name]
        return values

    def _check_incoming_ids(self, vals_list, names=None):
        res = super()._check_incoming_ids(vals_list, names)
        self._check_incoming_cases(vals_list, names)
        return res

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
