from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import home_figures

# The ids are for good: they stand in bookmarks. The first page that is somebody's is
# where the app opens.
PAGES = [
    ("general_manager", "General Manager"),
    ("manager", "Management"),
    ("officer", "Complaints"),
    ("violation", "Violations"),
    ("custodian", "Secrecy"),
    ("auditor", "Audit"),
    ("staff", "My Day"),
]
IDS = {page: number for number, (page, _name) in enumerate(PAGES, 1)}
GROUPS = {
    "manager": "customer_policy.group_grading_manager,"
    "customer_policy.group_visit_manager,customer_policy.group_complaint_manager",
    "officer": "customer_policy.group_complaint_officer",
    "violation": "customer_policy.group_violation_officer,"
    "customer_policy.group_violation_general_manager,hr.group_hr_user",
    "custodian": "customer_policy.group_custodian",
    "auditor": "customer_policy.group_auditor",
    "staff": "customer_policy.group_user",
}
GENERAL_MANAGER = "general_manager"
WORST = 3
DECISIONS = 10


class CustomerPolicyHome(models.Model):
    """The start pages: one for each role, a row for each that the reader may see.

    Nothing is stored. What a page shows is counted as the reader, by the rules of the
    reader, when it is opened; for anybody else the row does not exist.
    """

    _name = "customer.policy.home"
    _description = "Start Page"
    _auto = False
    _order = "id"
    _rec_name = "page"

    page = fields.Selection(PAGES, readonly=True)
    note = fields.Text(compute="_compute_note")
    figure_ids = fields.One2many(
        "customer.policy.home.figure", "home_id", "Key Figures", readonly=True
    )
    worst_ids = fields.Many2many(
        "customer.policy.home.figure", string="The Worst", compute="_compute_worst_ids"
    )
    decision_ids = fields.Many2many(
        "customer.policy.request",
        string="Decisions Waiting",
        compute="_compute_decisions",
    )
    decision_count = fields.Integer("Number of Decisions", compute="_compute_decisions")
    other_page_ids = fields.Many2many(
        "customer.policy.home", string="Other Pages", compute="_compute_other_page_ids"
    )
    is_mailed = fields.Boolean(compute="_compute_is_mailed")

    @property
    def _table_query(self):
        mine = self._my_pages()
        if not mine:
            return SQL("SELECT 0 AS id, NULL::varchar AS page WHERE FALSE")
        rows = SQL(", ").join(SQL("(%s, %s)", IDS[page], page) for page in mine)
        return SQL("SELECT id, page FROM (VALUES %s) pages (id, page)", rows)

    # ------------------------------------------------------------------------ computes

    @api.depends("page")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["page"]._description_selection(self.env))
        for home in self:
            home.display_name = names.get(home.page, "")

    @api.depends("page")
    @api.depends_context("uid", "lang")
    def _compute_note(self):
        sees_all = all(map(self.env.user.has_group, GROUPS["manager"].split(",")))
        for home in self:
            home.note = (
                self.env._(
                    "Only what you may see is counted. To see all of the company, ask "
                    "for the roles that manage grading, visits and complaints."
                )
                if home.page == GENERAL_MANAGER and not sees_all
                else False
            )

    @api.depends("page")
    @api.depends_context("uid", "allowed_company_ids", "tz")
    def _compute_worst_ids(self):
        for home in self:
            figures = home.figure_ids if home.page == GENERAL_MANAGER else []
            home.worst_ids = home.figure_ids.browse(
                home_figures.worst(
                    {
                        figure.id: (
                            figure.value if figure.has_value else None,
                            figure.target if figure.has_target else None,
                            figure.better or "",
                        )
                        for figure in figures
                    },
                    WORST,
                )
            )

    @api.depends("page")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_decisions(self):
        requests = self.env["customer.policy.request"]
        waiting = Domain("can_decide", "=", True)
        count = requests.search_count(waiting)
        shown = requests.search(
            waiting, order="deadline, date_requested, id", limit=DECISIONS
        )
        for home in self:
            home.decision_count = count
            home.decision_ids = shown

    @api.depends("page")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_other_page_ids(self):
        pages = self.search([], limit=len(PAGES))
        for home in self:
            home.other_page_ids = pages - home

    @api.depends_context("uid")
    def _compute_is_mailed(self):
        self.is_mailed = self.env.user.policy_home_mail

    # ------------------------------------------------------------------------- actions

    @api.model
    def action_open(self):
        """Open the app: the first of the reader's own pages."""
        home = self or self.search([], limit=1)
        if not home:
            raise AccessError(
                self.env._("You have no role in the customer policy. Ask for one.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": home.display_name,
            "res_model": self._name,
            "res_id": home.id,
            "views": [(False, "form")],
            "target": "main",
        }

    def action_open_page(self):
        """Go over to this page."""
        self.ensure_one()
        self.check_access("read")
        return self.action_open()

    def action_open_decisions(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_policy_request_action"
        )

    def action_mail(self):
        """Have the page mailed every week."""
        self._check_mailable()
        self.env.user.sudo().policy_home_mail = True

    def action_stop_mail(self):
        self._check_mailable()
        self.env.user.sudo().policy_home_mail = False

    # ------------------------------------------------------------------------ business

    def _check_mailable(self):
        self.ensure_one()
        if GENERAL_MANAGER not in self._my_pages():
            raise AccessError(
                self.env._("Only the page of the general manager is mailed.")
            )

    @api.model
    def _my_pages(self):
        """The pages of the reader, in the order in which they are chosen."""
        user = self.env.user
        if not user.has_group("customer_policy.group_user"):
            return []
        return [
            page
            for page, _name in PAGES
            if (
                self._is_general_manager()
                if page == GENERAL_MANAGER
                else user.has_groups(GROUPS[page])
            )
        ]

    @api.model
    def _is_general_manager(self):
        return self.env.user in self._general_managers(self.env.company)

    @api.model
    def _general_managers(self, company):
        """The holder, and who stands in at this moment."""
        role = self.env["customer.policy.role"]._of_code(GENERAL_MANAGER, company)
        if not role:
            return self.env["res.users"]
        return (role.holder_id | role._deciders(company=company)).filtered("active")
