from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerComplaint(models.Model):
    """Cases in trial mode: nothing is overdue, and what is written goes nowhere."""

    _inherit = "customer.complaint"

    is_in_trial = fields.Boolean("Tried out", compute="_compute_is_in_trial")

    # ------------------------------------------------------------------------ computes

    @api.depends("company_id")
    def _compute_is_in_trial(self):
        for complaint in self:
            company = complaint.sudo().company_id
            complaint.is_in_trial = company._customer_policy_is_trial()

    @api.depends("company_id")
    def _compute_next_deadline(self):
        """The first that can be missed: what was due before things count is over."""
        result = super()._compute_next_deadline()
        if not self.env["res.company"]._customer_policy_terms().since:
            return result
        for complaint in self:
            company = complaint.sudo().company_id
            if company._customer_policy_before(complaint.next_deadline):
                running = complaint._running_since_live()
                complaint.next_deadline = running[:1].date_deadline
        return result

    @api.depends("company_id")
    def _compute_next_step(self):
        result = super()._compute_next_step()
        if not self.env["res.company"]._customer_policy_terms().since:
            return result
        for complaint in self.filtered("next_step"):
            complaint.next_step = complaint._running_since_live()[:1].step
        return result

    @api.depends("company_id")
    def _compute_is_overdue(self):
        result = super()._compute_is_overdue()
        late = self.filtered("is_overdue")
        (late - late._counting()).is_overdue = False
        return result

    def _search_is_overdue(self, operator, value):
        found = super()._search_is_overdue(operator, value)
        counting = self._counting_domain()
        if found is NotImplemented or counting.is_true():
            return found
        overdue = Domain("next_deadline", "<", fields.Datetime.now()) & counting
        return overdue if True in value else ~overdue

    @api.depends("company_id")
    def _compute_due_state(self):
        result = super()._compute_due_state()
        late = self.filtered(lambda complaint: complaint.due_state == "overdue")
        (late - late._counting()).due_state = "today"
        return result

    @api.model
    def _due_domain(self, state):
        found = super()._due_domain(state)
        counting = self._counting_domain()
        if counting.is_true() or state not in ("overdue", "today"):
            return found
        if state == "overdue":
            return found & counting
        return found | (super()._due_domain("overdue") & ~counting)

    def _read_group_groupby(self, alias, groupby_spec, query):
        found = super()._read_group_groupby(alias, groupby_spec, query)
        if groupby_spec != "due_state" or self._counting_domain().is_true():
            return found
        counting = self.env["res.company"]._customer_policy_counting_sql(
            self._field_to_sql(alias, "company_id", query),
            self._field_to_sql(alias, "next_deadline", query),
        )
        return SQL(
            "(CASE WHEN (%(found)s) = 'overdue' AND NOT (%(counting)s) THEN 'today'"
            " ELSE (%(found)s) END)",
            found=found,
            counting=counting,
        )

    @api.depends("company_id")
    def _compute_is_promise_broken(self):
        result = super()._compute_is_promise_broken()
        self.env["res.company"]._customer_policy_keep_promises(self)
        return result

    def _search_is_promise_broken(self, operator, value):
        found = super()._search_is_promise_broken(operator, value)
        return self.env["res.company"]._customer_policy_counting_promises(found, value)

    # ------------------------------------------------------------------------ business

    def _counting(self):
        """Those whose next deadline can be missed."""
        terms = self.env["res.company"]._customer_policy_terms()
        if not terms.trial and not terms.since:
            return self
        return self.filtered(
            lambda complaint: complaint.sudo().company_id._customer_policy_counts(
                complaint.next_deadline
            )
        )

    def _running_since_live(self):
        self.ensure_one()
        clocks = self.deadline_ids.filtered(
            lambda clock: (
                clock.active
                and not clock.date_met
                and not clock.date_paused
                and not clock._is_before_live()
            )
        )
        return clocks.sorted("date_deadline")

    @api.model
    def _counting_domain(self):
        return self.env["res.company"]._customer_policy_counting("next_deadline")

    def _in_trial(self):
        return self.env["res.company"]._customer_policy_trial_of(self)

    # ---------------------------------------------------------------------------- mail

    def _customer_mail_values(self, rendered, attachment_ids):
        """A note of the house: the portal does not show what was never sent."""
        values = super()._customer_mail_values(rendered, attachment_ids)
        if self._in_trial():
            values["subtype_id"] = self.env["ir.model.data"]._xmlid_to_res_id(
                "mail.mt_note"
            )
            values["is_internal"] = True
        return values

    def _recipient_values(self):
        values = super()._recipient_values()
        if self._in_trial():
            values["notification_status"] = "canceled"
        return values

    def _is_asked(self):
        return super()._is_asked() and not self._in_trial()

    def _needs_receipt(self):
        return super()._needs_receipt() and not self._in_trial()

    def _tell_handlers(self):
        """Who got a case in trial finds it in the list."""
        trial = self._in_trial()
        trial.is_notice_due = False
        return super(CustomerComplaint, self - trial)._tell_handlers()

    def _tell_praised(self, employees):
        if self._in_trial():
            return None
        return super()._tell_praised(employees)
