from odoo import models


class ResPartner(models.Model):
    """A contact in the data of the web client: for whoever is going to get it."""

    _inherit = "res.partner"

    def _to_store(self, store, fields, **kwargs):
        confidentiality = self.env["customer.confidentiality"]
        hidden = confidentiality._hidden_from_target(self, store.target)
        for partner in hidden:
            store.add_model_values(
                self._name, {"id": partner.id, **_code_for_store(partner, fields)}
            )
        store.add_records_fields(self - hidden, fields, **kwargs)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _to_store(self, store, fields, **kwargs):
        confidentiality = self.env["customer.confidentiality"]
        partners = self.sudo().filtered("share").partner_id
        hidden = confidentiality._hidden_from_target(partners, store.target)
        masked = self.filtered(lambda user: user.sudo().partner_id in hidden)
        for user in masked:
            values = _code_for_store(user.sudo().partner_id, fields)
            store.add_model_values(self._name, {"id": user.id, **values})
            # The client asks for the person of a user without looking.
            people = [field for field in fields if _is_person(field)]
            store.add_records_fields(user.sudo(), people)
        store.add_records_fields(self - masked, fields, **kwargs)


def _is_person(field):
    return getattr(field, "field_name", None) == "partner_id"


def _code_for_store(partner, fields):
    """No token, no picture, no address: the code where a name is asked for."""
    names = {getattr(field, "field_name", field) for field in fields if field}
    code = partner.sudo().confidential_code
    return {name: code for name in ("name", "display_name") if name in names}
