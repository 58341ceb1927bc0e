from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.i18n import format_list

from .customer_policy_setup import STEP_STATES, STEPS
from .customer_policy_setup_line import CLEARANCES, DUTIES

# More need not be counted: they are there.
COUNTED = 10_000


class CustomerPolicySetup(models.Model):
    """The steps: what each one offers, what is done and what is missing."""

    _inherit = "customer.policy.setup"

    profile_ids = fields.Many2many(
        "customer.policy.profile", string="Profiles", compute="_compute_profile_ids"
    )
    profile_state = fields.Selection(STEP_STATES, compute="_compute_profile")
    profile_text = fields.Text(compute="_compute_profile")
    chosen_policy_id = fields.Many2one(
        "customer.policy", "Policy", compute="_compute_profile"
    )
    role_ids = fields.Many2many(
        "customer.policy.role",
        string="Roles",
        compute="_compute_role_ids",
        inverse="_inverse_role_ids",
    )
    may_change_groups = fields.Boolean(compute="_compute_may_change_groups")
    people_state = fields.Selection(STEP_STATES, compute="_compute_people")
    people_text = fields.Text(compute="_compute_people")
    customers_state = fields.Selection(STEP_STATES, compute="_compute_customers")
    customers_text = fields.Text(compute="_compute_customers")
    may_import = fields.Boolean(compute="_compute_customers")
    start_text = fields.Char(compute="_compute_start_text")
    review_state = fields.Selection(STEP_STATES, compute="_compute_review")
    review_text = fields.Text(compute="_compute_review")
    review_result = fields.Html(compute="_compute_review", sanitize=False)
    progress = fields.Char(compute="_compute_progress")

    # ---------------------------------------------------------------------- computes

    def _state(self, step, is_done):
        if is_done:
            return "done"
        return "skipped" if self[f"is_{step}_skipped"] else "todo"

    def _compute_profile_ids(self):
        self.profile_ids = self.env["customer.policy.profile"].search(
            [("active", "=", True)]
        )

    @api.depends("is_profile_skipped")
    @api.depends_context("lang")
    def _compute_profile(self):
        profile = self.env["customer.policy.profile"].search(
            [("chosen_date", "!=", False)], order="chosen_date desc", limit=1
        )
        policy = profile.policy_id
        for setup in self:
            setup.chosen_policy_id = policy
            setup.profile_state = setup._state("profile", bool(profile))
            setup.profile_text = setup._profile_text(profile, policy)

    def _profile_text(self, profile, policy):
        if not profile:
            return self.env._(
                "No profile has been chosen: the settings that come with the "
                "installation hold. Look at a profile to see what it sets; nothing is "
                "changed before you take it over."
            )
        texts = [
            self.env._(
                "“%(profile)s” was chosen on %(date)s.",
                profile=profile.name,
                date=format_date(self.env, profile.chosen_date),
            )
        ]
        if policy.state == "draft":
            texts.append(
                self.env._(
                    "Its policy is a draft still: read it, then submit it for approval."
                )
            )
        return "\n".join(texts)

    @api.depends("company_id")
    def _compute_role_ids(self):
        for setup in self:
            setup.role_ids = self.env["customer.policy.role"].search(
                [("company_id", "in", [False, setup.company_id.id])]
            )

    def _inverse_role_ids(self):
        """The changes of the lines have been written by the roles themselves."""

    @api.depends_context("uid")
    def _compute_may_change_groups(self):
        self.may_change_groups = self.env["res.groups"].has_access("write")

    @api.depends(
        "is_people_skipped",
        "role_ids",
        "clearance_ids.holder_count",
        "duty_ids.holder_count",
    )
    @api.depends_context("lang")
    def _compute_people(self):
        for setup in self:
            posts = setup.role_ids.filtered(lambda role: role.kind == "person")
            lacking = {
                "holder": posts.filtered(lambda role: not role.holder_id),
                "clearance": setup.clearance_ids.filtered("warning"),
                "duty": setup.duty_ids.filtered("warning"),
                "deputy": setup.role_ids.filtered(lambda role: not role.deputy_id),
            }
            setup.people_text = setup._people_text(lacking)
            # Without a stand-in the holder decides alone: possible, if unwise.
            is_done = not any(lacking[key] for key in ("holder", "clearance", "duty"))
            setup.people_state = setup._state("people", is_done)

    def _people_text(self, lacking):
        names = {
            key: format_list(self.env, found.mapped("name"))
            for key, found in lacking.items()
        }
        texts = {
            "holder": self.env._("Nobody holds: %(names)s.", names=names["holder"]),
            "clearance": self.env._(
                "Fewer than two people are cleared for: %(names)s.",
                names=names["clearance"],
            ),
            "duty": self.env._("Nobody has the duty: %(names)s.", names=names["duty"]),
            "deputy": self.env._(
                "Nobody stands in for: %(names)s.", names=names["deputy"]
            ),
        }
        missing = [text for key, text in texts.items() if lacking[key]]
        return "\n".join(missing) or self.env._(
            "Every role has a holder and a stand-in, and enough people are cleared."
        )

    @api.depends("is_customers_skipped")
    @api.depends_context("lang", "uid")
    def _compute_customers(self):
        partner = self.env["res.partner"]
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        own = companies.partner_id
        for setup in self:
            domain = (
                Domain("parent_id", "=", False)
                & Domain("partner_share", "=", True)
                & Domain("id", "not in", own.ids)
                & Domain("company_id", "in", [False, setup.company_id.id])
            )
            count = partner.search_count(domain, limit=COUNTED + 1)
            setup.may_import = partner.has_access("create")
            setup.customers_state = setup._state("customers", bool(count))
            setup.customers_text = setup._customers_text(count)

    def _customers_text(self, count):
        if not count:
            return self.env._(
                "No customer is here yet. Import them from a sheet, or go on and let "
                "them come in by daily work."
            )
        if count > COUNTED:
            return self.env._("More than %(count)s customers are here.", count=COUNTED)
        return self.env._("%(count)s customers are here.", count=count)

    @api.depends(
        "company_id.customer_policy_trial", "company_id.customer_policy_go_live"
    )
    @api.depends_context("lang")
    def _compute_start_text(self):
        """Since when things count, or whether they do already."""
        for setup in self:
            company = setup.company_id.sudo()
            day = company.customer_policy_go_live
            date = format_date(self.env, day) if day else ""
            if company.customer_policy_trial and day:
                text = self.env._(
                    "The company is in trial mode and goes live on %(date)s.", date=date
                )
            elif company.customer_policy_trial:
                text = self.env._("The company is in trial mode.")
            elif day:
                text = self.env._("What happens from %(date)s on counts.", date=date)
            else:
                text = self.env._("The company is not in trial mode: things count now.")
            setup.start_text = text

    @api.depends("is_review_skipped", "review_id.state", "review_id.pending_step")
    @api.depends_context("lang", "uid")
    def _compute_review(self):
        for setup in self:
            review = setup.review_id
            is_done = review.state == "computed" and not review.pending_step
            moves = review.moves if is_done else None
            setup.review_state = setup._state("review", is_done)
            setup.review_text = setup._review_text(review, moves)
            setup.review_result = moves and setup._review_table(moves)

    def _review_text(self, review, moves):
        if review.pending_step:
            return self.env._(
                "The simulation is being computed in the background. Come back later."
            )
        if not moves:
            return self.env._(
                "Not simulated yet. A simulation shows which grade each customer would "
                "get; it changes nobody."
            )
        if not moves["total"]:
            return self.env._(
                "There was nobody to grade: customers are graded by figures such as "
                "sales, visits or complaints. Import customers and their figures, then "
                "simulate again."
            )
        return self.env._(
            "%(total)s customers were graded in the simulation of %(date)s; %(moved)s "
            "would change their grade.",
            total=moves["total"],
            date=format_date(self.env, review.date),
            moved=moves["moved"],
        )

    def _review_table(self, moves):
        rows = Markup("").join(
            Markup(
                "<tr><td>%s</td><td class='text-end'>%s</td>"
                "<td class='text-end'>%s</td></tr>"
            )
            % (row["name"], row["today"], row["then"])
            for row in (*moves["grades"], moves["none"])
        )
        head = Markup(
            "<tr><th>%s</th><th class='text-end'>%s</th>"
            "<th class='text-end'>%s</th></tr>"
        ) % (
            self.env._("Grade"),
            self.env._("Today"),
            self.env._("In the Simulation"),
        )
        return Markup("<table class='table table-sm w-auto'>%s%s</table>") % (
            head,
            rows,
        )

    @api.depends("profile_state", "people_state", "customers_state", "review_state")
    @api.depends_context("lang")
    def _compute_progress(self):
        for setup in self:
            states = [setup[f"{name}_state"] for name, _label in STEPS]
            setup.progress = self.env._(
                "%(done)s of %(all)s steps done, %(skipped)s skipped",
                done=states.count("done"),
                all=len(states),
                skipped=states.count("skipped"),
            )

    # ---------------------------------------------------------------------- actions

    def action_open_policy(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.policy",
            "res_id": self.chosen_policy_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_import(self):
        """Open a new import of customers; it says itself who may do it."""
        self.ensure_one()
        self._check_manager()
        return self.env["customer.contact.import"].create({})._open()

    def action_simulate(self):
        """Grade everybody as a simulation: nobody is changed by it."""
        self.ensure_one()
        self._check_manager()
        reviews = self.env["customer.grade.review"].with_company(self.company_id)
        scheme_id = reviews._default_scheme_id()
        if not scheme_id:
            raise UserError(
                self.env._(
                    "No grading scheme is the primary one. Choose a profile, or mark a "
                    "scheme as primary under Configuration."
                )
            )
        review = reviews.create(
            {
                "scheme_id": scheme_id.id,
                "company_id": self.company_id.id,
                "is_simulation": True,
                "question": self.env._("First review"),
            }
        )
        review.action_compute()
        self.sudo().review_id = review

    def action_open_review(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.grade.review",
            "res_id": self.review_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # --------------------------------------------------------------------- business

    def _list_groups(self):
        """A line for each clearance and each duty that there is."""
        self.ensure_one()
        found = {}
        for sequence, name in enumerate((*CLEARANCES, *DUTIES)):
            if group := self.env.ref(name, raise_if_not_found=False):
                found[group] = (sequence, CLEARANCES.get(name))
        lines = self.env["customer.policy.setup.line"].sudo()
        known = lines.search([("setup_id", "=", self.id)]).group_id
        vals_list = [
            {
                "setup_id": self.id,
                "group_id": group.id,
                "kind": "clearance" if level else "duty",
                "level": level,
                "sequence": sequence,
            }
            for group, (sequence, level) in found.items()
            if group not in known
        ]
        if vals_list:
            lines.create(vals_list)
            self.invalidate_recordset(["clearance_ids", "duty_ids"])
