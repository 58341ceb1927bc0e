from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """What merging contacts means for visits: they go on with the one that remains.

    Two of the same kind in the same days become one: what is done stays before what is
    confirmed, that before what is planned; the other one is called off.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        self._call_off_double_visits(src_partners | dst_partner)
        self._drop_double_neglect(src_partners, dst_partner)
        res = super()._update_foreign_keys(src_partners, dst_partner)
        # They came by SQL.
        for name in ("customer.visit", "customer.visit.occasion"):
            records = self.env[name].sudo()
            moved = records.search([("partner_id", "=", dst_partner.id)])
            field = records._fields["commercial_partner_id"]
            self.env.add_to_compute(field, moved)
        return res

    @api.model
    def _call_off_double_visits(self, partners):
        reason = self.env._("Two records of this customer were merged into one.")
        rows = self.env.execute_query(
            SQL(
                """
                WITH ranked AS (
                    SELECT id, state, row_number() OVER (
                        PARTITION BY company_id, rule_id, date_due_from
                        ORDER BY state = 'done' DESC, state = 'confirmed' DESC, id
                    ) AS place
                      FROM customer_visit
                     WHERE partner_id = ANY(%(partners)s) AND rule_id IS NOT NULL
                       AND date_due_from IS NOT NULL
                       AND state IN ('planned', 'confirmed', 'done')
                )
                UPDATE customer_visit visit
                   SET state = CASE WHEN visit.state = 'done' THEN 'done'
                                    ELSE 'cancelled' END,
                       date_due_from = CASE WHEN visit.state <> 'done'
                                            THEN visit.date_due_from END,
                       reason = %(reason)s
                  FROM ranked
                 WHERE ranked.id = visit.id AND ranked.place > 1
             RETURNING visit.id
                """,
                partners=partners.ids,
                reason=reason,
            )
        )
        self.env.invalidate_all()
        visits = self.env["customer.visit"].sudo().browse(id_ for (id_,) in rows)
        visits.filtered(lambda visit: visit.state != "done")._take_from_calendar()
        self.env.flush_all()

    @api.model
    def _drop_double_neglect(self, src_partners, dst_partner):
        """The next sweep says anew whether the one that remains is neglected."""
        rows = self.env["customer.neglect"].sudo()
        rows.search([("partner_id", "in", src_partners.ids)]).unlink()
        self.env.flush_all()
