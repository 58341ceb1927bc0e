from odoo import models


class ResPartner(models.Model):
    """A contact on its way out: to web clients, as a card, with a key to the portal."""

    _inherit = "res.partner"

    def _to_store(self, store, fields, **kwargs):
        """For whoever is going to get it, who need not be who sends it."""
        confidentiality = self.env["customer.confidentiality"]
        hidden = confidentiality._hidden_from_target(self, store.target)
        for partner in hidden:
            store.add_model_values(
                self._name, {"id": partner.id, **_code_for_store(partner, fields)}
            )
        store.add_records_fields(self - hidden, fields, **kwargs)

    def signup_get_auth_param(self):
        """Hand the key to a portal account only to those who may know its owner.

        Odoo gives it to every employee. What the user must not know is left out, like
        an id that does not exist: mails to the customer ask here, too.
        """
        confidentiality = self.env["customer.confidentiality"]
        if not confidentiality._is_active():
            return super().signup_get_auth_param()
        known = self.exists()._filtered_access("read")
        known -= confidentiality._hidden(known)
        return super(ResPartner, known).signup_get_auth_param()

    def _get_vcard_file(self):
        """A card to take along is an export like any other."""
        exports = self.env["customer.export.request"]
        if self.env["customer.confidentiality"]._is_active():
            if exports._is_controlled():
                self.check_access("read")
                classified = exports._check(self)
                self.env["customer.access.log"]._note(classified, "export")
        return super()._get_vcard_file()


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
