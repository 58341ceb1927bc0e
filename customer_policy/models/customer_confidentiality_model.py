from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class CustomerConfidentialityModel(models.Model):
    """How documents of one model are kept secret, where the rule is not enough.

    The rule: a document disappears with the contact in its ``partner_id``, or, where
    it has none, with any contact that it points at.
    """

    _name = "customer.confidentiality.model"
    _inherit = ["customer.policy.rule.mixin"]
    _description = "Confidentiality of a Model"
    _order = "model"
    _rec_name = "model"

    # A text: the add-on that brings the model may come later, or never.
    model = fields.Char(required=True, help="Technical name, for example sale.order.")
    mode = fields.Selection(
        [
            ("hide", "Hide the document"),
            ("mask", "Keep the document, show the customer's code"),
            ("own", "Follows its own rules"),
        ],
        required=True,
        default="hide",
        help="Hide: for whoever must not know the customer the document does not "
        "exist. Keep: it stays, with a code instead of the customer. Own "
        "rules: this add-on decides itself.",
    )
    partner_fields = fields.Char(
        help="Fields to contacts that decide, separated by commas. Empty: the rule.",
    )
    masked_fields = fields.Char(
        help="Fields with text about the customer, separated by commas: where the "
        "document stays, they read as the code.",
    )

    _model_unique = models.UniqueIndex("(model)", "This model is in the list already.")

    @api.constrains("model", "partner_fields", "masked_fields")
    def _check_fields(self):
        for setting in self:
            model = self.env.registry.get(setting.model)
            if model is None:
                continue
            wanted = _split(setting.partner_fields) + _split(setting.masked_fields)
            if unknown := [name for name in wanted if name not in model._fields]:
                raise ValidationError(
                    self.env._(
                        "%(model)s has no field %(field)s. Write technical names, "
                        "separated by commas.",
                        model=setting.model,
                        field=unknown[0],
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        settings = super().create(vals_list)
        self.env["customer.confidentiality"]._forget()
        return settings

    def write(self, vals):
        res = super().write(vals)
        self.env["customer.confidentiality"]._forget()
        return res

    def unlink(self):
        res = super().unlink()
        self.env["customer.confidentiality"]._forget()
        return res

    # In a cache that the change of a country or of a parameter does not empty: whoever
    # writes what has nothing to do with customers shall not read this list again.
    @api.model
    @tools.ormcache(cache="groups")
    def _settings_by_model(self):
        """:return: {model: (mode, names of fields to contacts, names of texts)}"""
        return {
            setting.model: (
                setting.mode,
                tuple(_split(setting.partner_fields)),
                tuple(_split(setting.masked_fields)),
            )
            for setting in self.sudo().search([])
        }


def _split(names):
    return [name.strip() for name in (names or "").split(",") if name.strip()]
