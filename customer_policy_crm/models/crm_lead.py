from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from odoo.addons.customer_policy.models.customer_confidentiality_trust import (
    with_trust,
)

from .customer_confidentiality import (
    PAGE,
)

MAX_PAGE = 200
TEXTS = ("name", "partner_name", "contact_name", "email_from", "phone", "partner_id")


class CrmLead(models.Model):
    """A lead can be a hidden customer by its texts alone.

    Such leads are hidden like its other documents: those that come by mail or from the
    website, that were imported, or that were there when the customer was classified.
    Not so what somebody types in who does not know the customer. If it vanished, he or
    she would learn that the customer exists; the custodians are told instead.
    """

    _inherit = "crm.lead"

    confidentiality_typed = fields.Boolean(
        default=lambda self: self._is_typed(), copy=False, groups=NO_ACCESS
    )
    confidentiality_hidden = fields.Boolean(
        compute="_compute_confidentiality_hidden", groups=NO_ACCESS
    )

    # By which the leads of the few hidden customers are found.
    _policy_email_idx = models.Index("(lower(btrim(email_normalized)))")
    _policy_partner_name_idx = models.Index("(lower(btrim(partner_name)))")
    _policy_contact_name_idx = models.Index("(lower(btrim(contact_name)))")
    _policy_name_idx = models.Index("(lower(btrim(name)))")

    # COMPUTES

    @api.depends("confidentiality_typed", *TEXTS)
    @api.depends_context("uid")
    def _compute_confidentiality_hidden(self):
        confidentiality = self.env["customer.confidentiality"]
        hidden = {lead_id for lead_id, _id in confidentiality._leads_of_hidden(self)}
        for lead in self:
            lead.confidentiality_hidden = lead._origin.id in hidden

    @api.depends_context("uid")
    def _compute_potential_lead_duplicates(self):
        """They are searched and counted with the rights of the superuser."""
        res = super()._compute_potential_lead_duplicates()
        confidentiality = self.env["customer.confidentiality"]
        for lead in self:
            duplicates = lead.duplicate_lead_ids
            if hidden := confidentiality._hidden_records(duplicates - lead):
                lead.duplicate_lead_ids = duplicates - hidden
                lead.duplicate_lead_count -= len(hidden)
        return res

    # CRUD

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """A page is compared lead by lead, more than that with all hidden leads."""
        leads = self
        if limit and limit <= MAX_PAGE and not self.env.su:
            leads = with_trust(self, PAGE)
        return super(CrmLead, leads)._search(domain, offset, limit, order, **kwargs)

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._report_typed()
        return leads

    def write(self, vals):
        res = super().write(vals)
        if any(name in vals for name in TEXTS):
            self._report_typed()
        return res

    # BUSINESS

    @api.model
    def _is_typed(self):
        """Whether a person is at work who may not know somebody."""
        confidentiality = self.env["customer.confidentiality"]
        return not (
            self.env.su
            or self.env.uid == SUPERUSER_ID
            or not confidentiality._is_active()
        )

    def _report_typed(self):
        """Tell the custodians of a hidden customer in what was just typed in."""
        if not self or not self._is_typed():
            return
        confidentiality = self.env["customer.confidentiality"]
        found = confidentiality._leads_of_hidden(self, typed=True)
        typed = self.browse({lead_id for lead_id, _partner_id in found}).sudo()
        self.sudo()._set_typed(typed)
        self.env["customer.confidentiality.twin"].sudo()._enter(
            [
                {
                    "lead_id": lead_id,
                    "hidden_partner_id": partner_id,
                    "typed_by_id": self.env.uid,
                }
                for lead_id, partner_id in found
            ],
            "lead_id",
        )

    def _set_typed(self, typed):
        for leads, value in ((typed, True), (self - typed, False)):
            leads = leads.filtered(
                lambda lead, value=value: lead.confidentiality_typed is not value
            )
            if leads:
                leads.write({"confidentiality_typed": value})

    def _file_with(self, partner):
        """Give a lead to a classified customer, and take it from those who go blind."""
        self.ensure_one()
        followers = self.message_partner_ids.user_ids | self.user_id
        confidentiality = self.env["customer.confidentiality"]
        hidden = confidentiality._hidden_from(partner, followers)
        blind = followers.filtered(lambda user: partner in hidden[user])
        self.write({"partner_id": partner.id, "confidentiality_typed": False})
        self.message_unsubscribe(blind.partner_id.ids)
        if self.user_id in blind:
            self.user_id = False

    @api.model
    def _forget_typed(self, partners):
        """Who is classified only now was no secret when the lead was typed in."""
        confidentiality = self.env["customer.confidentiality"]
        matched = confidentiality._leads_sql(
            "crm_lead", SQL("customer.id IN %s", partners._ids)
        )
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET confidentiality_typed = FALSE "
                "WHERE confidentiality_typed AND %s",
                matched,
            )
        )
        self.invalidate_model(["confidentiality_typed"])
