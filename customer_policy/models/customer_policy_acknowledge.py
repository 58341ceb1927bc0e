from datetime import timedelta

from odoo import api, fields, models

from .customer_policy_acknowledgement import ACTIVITY

# More than that are asked in the background.
AT_ONCE = 500


class CustomerPolicy(models.Model):
    """Those concerned are asked to read a version that comes into force."""

    _inherit = "customer.policy"

    must_acknowledge = fields.Boolean(
        "To Be Read by Those Concerned",
        default=True,
        copy=False,
        help="Everybody concerned is asked to confirm having read it, also who comes "
        "to the company later.",
    )
    acknowledgement_ids = fields.One2many(
        "customer.policy.acknowledgement", "policy_id", copy=False
    )
    asked_count = fields.Integer("Asked", compute="_compute_asked_count")
    acknowledged_count = fields.Integer("Have Read", compute="_compute_asked_count")

    @api.depends("acknowledgement_ids.state")
    def _compute_asked_count(self):
        groups = (
            self.env["customer.policy.acknowledgement"]
            .sudo()
            ._read_group(
                [("policy_id", "in", self.ids)], ["policy_id", "state"], ["__count"]
            )
        )
        counts = {(policy.id, state): count for policy, state, count in groups}
        for policy in self:
            done = counts.get((policy._origin.id, "acknowledged"), 0)
            policy.acknowledged_count = done
            policy.asked_count = done + counts.get((policy._origin.id, "asked"), 0)

    # ----------------------------------------------------------------------- actions

    def action_enforce(self):
        replaced = self._earlier_versions()
        res = super().action_enforce()
        replaced._stop_asking()
        self._ask_at_once()
        return res

    def action_retire(self):
        res = super().action_retire()
        self._stop_asking()
        return res

    def action_acknowledgements(self):
        """Who has read it, and who has not."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_policy_acknowledgement_action"
        )
        return {**action, "domain": [("policy_id", "=", self.id)]}

    # ---------------------------------------------------------------------- business

    def _ask_at_once(self):
        for policy in self:
            if policy._ask_those_left(AT_ONCE):
                cron = self.env.ref("customer_policy.ir_cron_policy_acknowledgement")
                cron.sudo()._trigger()

    def _ask_those_left(self, limit):
        """Ask those concerned who were not asked yet.

        :return: whether others may be left
        """
        self.ensure_one()
        policy = self.sudo()
        if policy.state != "in_force" or not policy.must_acknowledge:
            return False
        lines = self.env["customer.policy.acknowledgement"].sudo()
        asked = lines._search([("policy_id", "=", policy.id)])
        people = self.env["hr.employee"].sudo()
        people = people.with_context(allowed_company_ids=[]).search(
            policy._scope_domain()
            & fields.Domain("id", "not in", asked.subselect("employee_id")),
            limit=limit,
        )
        rule_of = self.env["customer.policy.acknowledgement.rule"]._rules_by_company()
        for company, employees in people.grouped("company_id").items():
            days = timedelta(days=rule_of(company).deadline_days)
            lines._ask(policy, employees, policy._today() + days)
        return len(people) == limit

    def _stop_asking(self):
        """Nobody has to read any more what is no longer in force."""
        lines = self.sudo().acknowledgement_ids
        lines.filtered(lambda line: line.state == "asked").activity_unlink([ACTIVITY])

    def _render_text(self):
        """The whole text as one page."""
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "customer_policy.policy_text", {"policy": self}
        )

    # -------------------------------------------------------------------------- cron

    @api.model
    def _cron_acknowledge(self):
        """Ask those who came since, and remind those who have not read it."""
        progress = self.env["ir.cron"]._commit_progress
        for policy in self.search(
            [("state", "=", "in_force"), ("must_acknowledge", "=", True)]
        ):
            while policy._ask_those_left(AT_ONCE):
                if not progress(AT_ONCE, remaining=1):
                    return
            progress(remaining=0)
        while late := self._to_remind(AT_ONCE):
            late._remind()
            if not progress(len(late), remaining=1):
                return
        progress(remaining=0)

    @api.model
    def _to_remind(self, limit):
        """Those who were asked, or last reminded, too long ago."""
        lines = self.env["customer.policy.acknowledgement"].sudo()
        rule_of = self.env["customer.policy.acknowledgement.rule"]._rules_by_company()
        now = fields.Datetime.now()
        for company in self.env["res.company"].sudo().search([("active", "=", True)]):
            days = rule_of(company).remind_days
            if not days or not self._is_reminding(company, days):
                continue
            before = now - timedelta(days=days)
            domain = [
                ("state", "=", "asked"),
                ("policy_id.state", "=", "in_force"),
                ("company_id", "=", company.id),
                ("employee_id.active", "=", True),
                ("employee_id.user_id", "!=", False),
                ("date_asked", "<=", before),
                "|",
                ("date_reminded", "=", False),
                ("date_reminded", "<=", before),
            ]
            if late := lines.search(domain, limit=limit):
                return late
        return lines

    @api.model
    def _is_reminding(self, company, days):
        """Nobody is late in trial mode, nor before that many days without it."""
        return company._customer_policy_counts(
            fields.Datetime.now() - timedelta(days=days)
        )
