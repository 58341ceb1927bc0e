from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_policy_arguments import an_id, mapping, moment, takes
from .customer_visit import AHEAD


class CustomerVisit(models.Model):
    """What nobody planned, logged in a few seconds; it serves the rules it answers."""

    _inherit = "customer.visit"

    @api.model
    @takes(partner_id=an_id, visit_type_id=an_id, values=mapping, moment=moment)
    def log_visit(self, partner_id, visit_type_id, values=None, moment=None):
        """Somebody was in touch with a customer.

        Where that visit was planned, it is this one that is done; else a new one. The
        same again within two minutes was tapped twice: the answer is the same, and
        nothing is done.

        :param values: fields of the report
        :param moment: when it took place, in UTC; now, if not given
        :return: {"id", "number", "done": whether it is, "missing": what the report
            still lacks, to be added on the visit}
        """
        said = (partner_id, visit_type_id, values or {}, moment and str(moment))
        return self.env["customer.visit.draft"]._do_once(
            said, lambda: self._log_visit(partner_id, visit_type_id, values, moment)
        )

    # ------------------------------------------------------------------------ business

    @api.model
    def _log_visit(self, partner_id, visit_type_id, values, moment):
        partner = self.env["res.partner"].browse(partner_id).exists()
        kind = self.env["customer.visit.type"].browse(visit_type_id).exists()
        if not partner or not kind:
            raise UserError(self.env._("Say which customer it was, and what visit."))
        partner.check_access("read")
        moment = fields.Datetime.to_datetime(moment) or fields.Datetime.now()
        planned = self._planned_for(partner, kind, moment)
        visit = planned or self._create_logged(partner, kind, moment)
        if values:
            visit._write_report(values)
        missing = visit._missing(in_passing=not planned)
        if not missing:
            visit._begin_act("done")
            visit._end(moment)
        elif not planned:
            visit._check_report(in_passing=True)
        return {
            "id": visit.id,
            "number": visit.number,
            "done": not missing,
            "missing": ", ".join(missing),
        }

    @api.model
    def _planned_for(self, partner, kind, moment):
        """The own visit that this one is, if it was planned around these days."""
        customer = partner.sudo().commercial_partner_id
        visits = self.search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("user_id", "=", self.env.uid),
                ("state", "in", (*AHEAD, "missed")),
            ]
        )
        fitting = visits.filtered(
            lambda visit: (
                kind._answers(visit.visit_type_id) and visit._is_around(moment)
            )
        )
        return fitting.sorted(lambda v: (abs(v.date_planned - moment), v.id))[:1]

    def _is_around(self, moment):
        """In its window, or no farther away than its rule lets one visit serve two."""
        self.ensure_one()
        near = timedelta(days=max(self.sudo().rule_id.merge_days, 1))
        day = self._day_of(moment)
        first, last = self.date_due_from, self.date_due_until
        if first and last and first <= day <= last:
            return True
        return abs(self.date_planned - moment) <= near

    @api.model
    def _create_logged(self, partner, kind, moment):
        company = partner.sudo().company_id or self.env.company
        visit = self.create(
            {
                "partner_id": partner.id,
                "user_id": self.env.uid,
                "visit_type_id": kind.id,
                "company_id": company.id,
                "date_planned": moment,
            }
        )
        rules = self.env["customer.visit.rule"]._answered_by(partner, kind, company)
        day = visit._day_of(moment)
        first = rules.filtered(lambda rule: not visit._is_served(rule, day))[:1]
        visit.sudo().write(
            {
                "is_unplanned": True,
                "rule_id": first.id,
                "merged_rule_ids": [fields.Command.set((rules - first).ids)],
                "date_due_from": day,
                "date_due_until": day,
            }
        )
        return visit

    def _is_served(self, rule, day):
        """Whether there is a visit for the rule that day already."""
        return bool(
            self.sudo().search_count(
                [
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "=", self.partner_id.id),
                    ("rule_id", "=", rule.id),
                    ("date_due_from", "=", day),
                    ("state", "in", (*AHEAD, "done")),
                ],
                limit=1,
            )
        )
