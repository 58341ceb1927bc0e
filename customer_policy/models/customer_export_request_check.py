from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import RedirectWarning

from ..concurrency import lock
from ..request_lending import current_request
from .customer_confidentiality import (
    OPEN,
)

CHECKED = "customer_policy.export_checked"


class CustomerExportRequest(models.Model):
    _inherit = "customer.export.request"

    # --------------------------------------------------------------------- business

    @api.model
    def _is_controlled(self):
        """Whether what the current user takes out needs leave."""
        return (
            self.env.uid != SUPERUSER_ID
            and not self.env.user.share
            and self.env["customer.confidentiality"]._is_enabled()
        )

    @api.model
    def _check(self, partners):
        """Refuse to take ``partners`` out unless approved requests cover them.

        :param partners: contacts, of which only the classified ones count that the
            person may see
        """
        classified = self._visible_classified(partners)
        if not classified:
            return classified
        missing = classified
        for export in self._approved():
            covered = export._covered(missing)
            if covered:
                export._use()
                missing -= covered
            if not missing:
                return classified
        raise self._missing_leave(missing)

    @api.model
    def _visible_classified(self, partners):
        partners = partners.sudo()
        # Only these columns: what else came along would be in the cache for people
        # who must not read it.
        partners.fetch(["confidentiality_level", "commercial_partner_id"])
        partners = partners.filtered(
            lambda partner: (partner.confidentiality_level or OPEN) > OPEN
        )
        hidden = self.env["customer.confidentiality"]._hidden(partners.sudo(False))
        return partners - hidden.sudo()

    @api.model
    def _approved(self):
        """The requests that work now, those with the nearest end first."""
        return self.sudo().search(
            [
                ("user_id", "=", self.env.uid),
                ("state", "=", "approved"),
                ("date_from", "<=", fields.Datetime.now()),
                ("date_to", ">", fields.Datetime.now()),
            ],
            order="date_to, id",
        )

    def _covered(self, partners):
        """Those of ``partners`` that this request speaks of."""
        partners = partners.filtered(lambda p: p.confidentiality_level <= self.level)
        if not self.partner_ids:
            return partners
        customers = self.partner_ids.commercial_partner_id
        return partners.filtered(lambda p: p.commercial_partner_id in customers)

    def _use(self):
        """Once per HTTP request, however many passes make the file."""
        done = self._used_in_request()
        if self.id in done:
            return
        done.add(self.id)
        lock(self)
        used = self.use_count + 1
        values = {"use_count": used}
        if self.use_limit and used >= self.use_limit:
            values["state"] = "used"
        self.write(values)

    @api.model
    def _used_in_request(self):
        if not current_request():
            return set()
        return self.env.cr.postrollback.data.setdefault(CHECKED, set())

    @api.model
    def _missing_leave(self, partners):
        customers = partners.commercial_partner_id.with_env(self.env)
        action = self.env.ref("customer_policy.customer_export_request_action_new")
        return RedirectWarning(
            self.env._(
                "Classified customers among these: %(count)s. To export or print them "
                "you need an approved export request with purpose and term.",
                count=len(customers),
            ),
            action.id,
            self.env._("Ask for It"),
            {"default_partner_ids": [(6, 0, customers.ids)]},
        )
