from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.customer_confidentiality import OPEN
from ..models.customer_confidentiality_trust import with_trust
from ..models.res_partner_twin import MERGED_VALUES


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """What merging contacts means for their secrecy.

    The one that remains is on the highest level of all, with its own code where it has
    one, and one act of classification in force. Whoever loses sight of what was open
    before is cut off it, as if it had been classified.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        confidentiality = self.env["customer.confidentiality"]
        if not confidentiality._is_active():
            return super()._merge(partner_ids, dst_partner, extra_checks)
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if hidden := confidentiality._hidden(partners):
            raise confidentiality._hidden_error(hidden[:1])
        levels = partners.sudo().mapped("confidentiality_level")
        level = max(levels, default=OPEN)
        if level == OPEN or len(partners) < 2:
            return super()._merge(partner_ids, dst_partner, extra_checks)
        self._check_secrets_mergeable(partners)
        if not dst_partner or dst_partner not in partners:
            dst_partner = self._get_ordered_partner(partners.ids)[-1]
        entry = partners.sudo()._entry_in_force()
        users = partners.sudo()._people_who_know_any()
        res = super()._merge(partner_ids, dst_partner, extra_checks)
        dst_partner.sudo()._after_merge(level, entry, users)
        return res

    @api.model
    def _check_secrets_mergeable(self, partners):
        for partner in partners:
            if partner._is_never_classified():
                raise UserError(
                    self.env._(
                        "%(partner)s belongs to a colleague, an employee or one of our "
                        "own companies and cannot become one with a classified "
                        "customer.",
                        partner=partner.display_name,
                    )
                )

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        if self.env["customer.confidentiality"]._is_active():
            partners = (dst_partner | src_partners).sudo()
            self._keep_one_entry(partners)
            self._hand_over_code(partners)
        res = super()._update_foreign_keys(src_partners, dst_partner)
        # Its new contacts came by SQL: they take its level.
        children = dst_partner.sudo().with_context(active_test=False).child_ids
        level = dst_partner._fields["confidentiality_level"]
        self.env.add_to_compute(level, children)
        return res

    @api.model
    def _keep_one_entry(self, partners):
        """Of the acts in force the one on the highest level goes on."""
        entries = partners.confidentiality_register_ids.filtered(
            lambda entry: entry.state == "active"
        )
        kept = partners._highest(entries)
        (entries - kept).write(
            {
                "state": "released",
                "date_released": fields.Datetime.now(),
                "released_by_id": self.env.uid,
                "release_reason": self.env._("Merged with another customer."),
            }
        )
        self.env.flush_all()

    @api.model
    def _hand_over_code(self, partners):
        """The destination comes first: people know it by its code."""
        codes = [code for code in partners.mapped("confidential_code") if code]
        sources = partners[1:]
        if codes and not partners[0].confidential_code:
            sources.confidential_code = False
            self.env.flush_all()
            partners[0].confidential_code = codes[0]

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """A level is no value that fills a gap: see ``_after_merge``."""
        return super()._update_values(
            src_partners, with_trust(dst_partner, MERGED_VALUES)
        )

    def _process_query(self, query):
        """The least id of a group may be that of a hidden contact."""
        res = super()._process_query(query)
        for line in self.line_ids:
            line.min_id = min(literal_eval(line.aggr_ids))
        return res

    def _generate_query(self, fields, maximum_group=100):
        """Neither groups nor their number come from hidden contacts."""
        query = super()._generate_query(fields, maximum_group)
        confidentiality = self.env["customer.confidentiality"]
        if not confidentiality._is_active():
            return query
        hidden = confidentiality._hidden_sql("res_partner")
        visible = SQL("SELECT id FROM res_partner WHERE NOT %s", hidden)
        self.env.flush_all()
        condition = self.env.cr.mogrify(visible.code, visible.params).decode()
        where = " AND " if " WHERE " in query else " WHERE "
        head, group, tail = query.partition(" GROUP BY ")
        return f"{head}{where}id IN ({condition}){group}{tail}"
