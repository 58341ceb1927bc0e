from odoo import api, fields, models
from odoo.exceptions import AccessError

MANAGER = "customer_policy.group_manager"
STEPS = [
    ("profile", "Policy"),
    ("people", "People"),
    ("customers", "Customers"),
    ("review", "First Review"),
]
STEP_STATES = [("todo", "To do"), ("done", "Done"), ("skipped", "Skipped")]
MENU = "customer_policy.menu_setup_start"


class CustomerPolicySetup(models.Model):
    """The first hour: from the installation to the first simulated review.

    One for each company, so that one can leave it and come back. It keeps only where
    one is and what was skipped; what is done is looked up where it was done, see
    ``…_steps``. Who does what is in ``…_line``.
    """

    _name = "customer.policy.setup"
    _description = "Set-up of the Customer Policy"
    _inherit = ["customer.policy.protected.mixin"]
    _rec_name = "company_id"
    _order = "company_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        copy=False,
        policy_protected=True,
    )
    state = fields.Selection(
        [("open", "Under Way"), ("done", "Finished"), ("dismissed", "Dismissed")],
        default="open",
        required=True,
        copy=False,
        policy_protected=True,
    )
    step = fields.Selection(STEPS, default="profile", required=True, copy=False)
    is_profile_skipped = fields.Boolean(copy=False, policy_protected=True)
    is_people_skipped = fields.Boolean(copy=False, policy_protected=True)
    is_customers_skipped = fields.Boolean(copy=False, policy_protected=True)
    is_review_skipped = fields.Boolean(copy=False, policy_protected=True)
    date_closed = fields.Datetime("Closed on", copy=False, policy_protected=True)
    closed_by_id = fields.Many2one(
        "res.users",
        "Closed by",
        ondelete="set null",
        copy=False,
        policy_protected=True,
    )
    clearance_ids = fields.One2many(
        "customer.policy.setup.line",
        "setup_id",
        "Clearances",
        domain=[("kind", "=", "clearance")],
        copy=False,
    )
    duty_ids = fields.One2many(
        "customer.policy.setup.line",
        "setup_id",
        "Duties",
        domain=[("kind", "=", "duty")],
        copy=False,
    )
    # Not the customers' own grades: nobody is changed by it.
    review_id = fields.Many2one(
        "customer.grade.review",
        "First Review",
        ondelete="set null",
        copy=False,
        policy_protected=True,
    )

    _company_unique = models.UniqueIndex(
        "(company_id)", "There is a set-up of this company already."
    )

    @api.depends("company_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for setup in self:
            setup.display_name = self.env._(
                "Set-up of %(company)s", company=setup.company_id.name or ""
            )

    # ---------------------------------------------------------------------- actions

    @api.model
    def action_open(self):
        """Open the set-up of the company one works in; begin it where there is none."""
        self._check_manager()
        setup = self._of_company(self.env.company)
        return setup._reopen()

    def action_next(self):
        return self._go(1)

    def action_back(self):
        return self._go(-1)

    def action_skip(self):
        """Go on without this step; it can be taken up at any time."""
        self.ensure_one()
        self._check_manager()
        self.sudo()[f"is_{self.step}_skipped"] = True
        return self._go(1)

    def action_take_up(self):
        """What was skipped is to be done after all."""
        self.ensure_one()
        self._check_manager()
        self.sudo()[f"is_{self.step}_skipped"] = False

    def action_finish(self):
        """It does not open by itself any more."""
        return self._close("done")

    def action_dismiss(self):
        return self._close("dismissed")

    def action_resume(self):
        """Let it open by itself again."""
        self._check_manager()
        self.sudo().write(
            {"state": "open", "date_closed": False, "closed_by_id": False}
        )
        self._show_at_start()
        return {"type": "ir.actions.client", "tag": "reload"}

    # --------------------------------------------------------------------- business

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only a manager of the customer policy sets it up.")
            )
        self.check_access("write")

    @api.model
    def _of_company(self, company):
        setup = self.sudo().search([("company_id", "=", company.id)], limit=1)
        if not setup:
            setup = self.sudo().create({"company_id": company.id})
            setup._show_at_start()
        setup._list_groups()
        return setup.with_env(self.env)

    def _go(self, distance):
        self.ensure_one()
        self._check_manager()
        names = [name for name, _label in STEPS]
        place = names.index(self.step) + distance
        self.step = names[min(max(place, 0), len(names) - 1)]

    def _close(self, state):
        self.ensure_one()
        self._check_manager()
        self.sudo().write(
            {
                "state": state,
                "date_closed": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
            }
        )
        self._show_at_start()
        # The menu has lost an entry; the next in it is the start page.
        return {
            "type": "ir.actions.client",
            "tag": "reload",
            "params": {"action_id": "customer_policy.customer_policy_home_action"},
        }

    @api.model
    def _show_at_start(self):
        """The application opens with the set-up as long as one is open."""
        menu = self.env.ref(MENU, raise_if_not_found=False)
        is_open = bool(self.sudo().search_count([("state", "=", "open")], limit=1))
        if menu and menu.sudo().active != is_open:
            menu.sudo().active = is_open

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Up the Customer Policy"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
        }
