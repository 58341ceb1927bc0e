from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ..tools import home_figures
from .customer_policy_home import GENERAL_MANAGER, IDS

# What stands on each page, in this order.
FIGURES = {
    "general_manager": """
        valid_rate deadlines_met overdue_cases visits_kept missed_visits
        promises_broken satisfaction moves_down violations unacknowledged
    """,
    "manager": """
        visits_kept missed_visits neglected promises_broken deadlines_met overdue_cases
        open_cases case_promises_broken moves_up moves_down reviews_waiting grade_gaps
        decisions
    """,
    "officer": """
        overdue_cases due_today case_promises_broken to_accept unassigned to_decide
        waiting_cases open_cases my_actions deadlines_met satisfaction decisions
    """,
    "violation": """
        violations violations_reported violations_investigated violations_heard
        violations_appealed penalties_pending suspended deductions decisions
    """,
    "custodian": """
        access_requests export_requests access_active access_ending access_holds
        classified classified_ending emergencies decisions
    """,
    "auditor": """
        emergencies unusual_days clearance_changes log_exports classified access_active
        export_requests unacknowledged
    """,
    "staff": """
        my_customers visits_today my_visits_late my_promises my_reports_returned
        my_cases_due my_actions my_neglected my_downgrades my_acknowledgements decisions
    """,
}
PLACES = 100


class CustomerPolicyHomeFigure(models.Model):
    """One number of a start page, and the list that it counts.

    A figure is its code on a page, a label in ``_labels`` and a method
    ``_figure_<code>(now, before)`` that returns what ``_counted``, ``_share`` or
    ``_average`` build. Everything is counted as the reader, one query for each number.
    An add-on adds its own in the three places.
    """

    _name = "customer.policy.home.figure"
    _description = "Figure of a Start Page"
    _auto = False
    _order = "id"
    _rec_name = "code"

    home_id = fields.Many2one("customer.policy.home", "Page", readonly=True)
    page = fields.Char(readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(compute="_compute_name")
    value = fields.Float(compute="_compute_figures")
    has_value = fields.Boolean(compute="_compute_figures")
    before = fields.Float("A Month Ago", compute="_compute_figures")
    has_before = fields.Boolean(compute="_compute_figures")
    target = fields.Float(compute="_compute_figures")
    has_target = fields.Boolean(compute="_compute_figures")
    count = fields.Integer("In the List", compute="_compute_figures")
    better = fields.Selection(
        [("less", "Less"), ("below", "Below"), ("more", "More")],
        compute="_compute_figures",
    )
    verdict = fields.Selection(
        [("met", "Target met"), ("missed", "Target missed"), ("none", "No target")],
        compute="_compute_figures",
    )
    trend = fields.Selection(
        [
            ("better", "Better than a month ago"),
            ("worse", "Worse than a month ago"),
            ("same", "As a month ago"),
            ("none", "Nothing to compare with"),
        ],
        compute="_compute_figures",
    )
    value_text = fields.Char("Value in Words", compute="_compute_figures")
    target_text = fields.Char(compute="_compute_figures")
    before_text = fields.Char(compute="_compute_figures")
    list_text = fields.Char(compute="_compute_figures")

    @property
    def _table_query(self):
        pages = self.env["customer.policy.home"]._my_pages()
        rows = [
            SQL("(%s, %s, %s, %s)", IDS[page] * PLACES + place, IDS[page], page, code)
            for page in pages
            for place, code in enumerate(self._codes(page))
            if self._is_readable(code)
        ]
        if not rows:
            return SQL(
                "SELECT 0 AS id, 0 AS home_id, NULL::varchar AS page,"
                " NULL::varchar AS code WHERE FALSE"
            )
        return SQL(
            "SELECT id, home_id, page, code"
            " FROM (VALUES %s) figures (id, home_id, page, code)",
            SQL(", ").join(rows),
        )

    # ------------------------------------------------------------------------ computes

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = self._labels()
        for figure in self:
            figure.name = labels.get(figure.code, "")

    @api.depends("code")
    @api.depends("name")
    def _compute_display_name(self):
        for figure in self:
            figure.display_name = figure.name

    @api.depends("code")
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_figures(self):
        targets = self.env["customer.policy.home.target"]._of_company(self.env.company)
        known = {}
        for figure in self:
            if figure.code not in known:
                known[figure.code] = self._values(figure.code, targets)
            figure.update(known[figure.code])

    @api.model
    def _values(self, code, targets):
        found = self._count_figure(code)
        value, before = found["value"], found["before"]
        better, unit = found["better"], found["unit"]
        target = found["target"] if "target" in found else targets.get(code)
        verdict = home_figures.verdict(value, target, better)
        return {
            "value": value or 0,
            "has_value": value is not None,
            "before": before or 0,
            "has_before": before is not None,
            "target": target or 0,
            "has_target": target is not None and bool(better),
            "count": found["count"],
            "better": better or False,
            "verdict": verdict,
            "trend": home_figures.trend(value, before, better),
            "value_text": self._written(value, unit),
            "before_text": self._written(before, unit),
            "target_text": self._target_text(target, unit, better),
            "list_text": found["text"] or self._list_text(found["count"]),
        }

    # ------------------------------------------------------------------------- actions

    def action_open_list(self):
        """What the figure counts, counted again at this moment."""
        self.ensure_one()
        self.check_access("read")
        found = self._count_figure(self.code, only_list=True)
        action = {
            "type": "ir.actions.act_window",
            "res_model": found["model"],
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
        }
        if found["action"]:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                f"customer_policy.{found['action']}"
            )
        return {
            **action,
            "name": self.name,
            "domain": list(found["domain"]),
            "context": found["context"],
        }

    # ------------------------------------------------------------------------ business

    @api.model
    def _codes(self, page):
        return FIGURES[page].split()

    @api.model
    def _labels(self):
        """:return: {code: name of the figure}"""
        return {}

    @api.model
    def _models(self):
        """:return: {code: model that is counted}; who may not read it has no figure"""
        return {}

    @api.model
    def _is_readable(self, code):
        name = self._models()[code]
        return name in self.env and self.env[name].has_access("read")

    @api.model
    def _zone(self):
        company = self.env.company.sudo()
        return self.env.user.tz or company.resource_calendar_id.tz or "UTC"

    @api.model
    def _count_figure(self, code, only_list=False):
        """What a figure comes to.

        :param only_list: the domain alone is asked for
        """
        now, before = home_figures.periods(fields.Datetime.now(), self._zone())
        counting = self.with_context(home_only_list=only_list)
        return getattr(counting, f"_figure_{code}")(now, before)

    @api.model
    def _counted(self, code, domain, before=None, better="", **values):
        """A number of records.

        :param before: the domain of a month ago, where that can be told
        :param values: ``action`` that shows the list, ``context``, ``text``, ``target``
        """
        count = self._search_count(code, domain, **values)
        return self._built(
            code,
            domain,
            value=count,
            before=self._search_count(code, before, **values),
            count=count,
            better=better,
            **values,
        )

    @api.model
    def _share(self, code, all_of, bad, before, **values):
        """How many per cent are good; the list holds those that are not.

        :param before: domains of all and of the bad ones, a month ago
        """
        whole, wrong = (
            self._search_count(code, domain, **values) or 0 for domain in (all_of, bad)
        )
        old_whole, old_wrong = (
            self._search_count(code, domain, **values) or 0 for domain in before
        )
        return self._built(
            code,
            bad,
            value=home_figures.share(whole - wrong, whole),
            before=home_figures.share(old_whole - old_wrong, old_whole),
            count=wrong,
            better="more",
            unit="share",
            text=self.env._("%(wrong)s of %(all)s are not", wrong=wrong, all=whole),
            **values,
        )

    @api.model
    def _search_count(self, code, domain, context=None, **_values):
        if domain is None or self.env.context.get("home_only_list"):
            return None
        model = self.env[self._models()[code]].with_context(**(context or {}))
        return model.search_count(domain)

    @api.model
    def _built(self, code, domain, **values):
        return {
            "model": self._models()[code],
            "domain": Domain(domain),
            "value": None,
            "before": None,
            "count": 0,
            "better": "",
            "unit": "count",
            "text": "",
            "action": None,
            "context": {},
            **values,
        }

    @api.model
    def _within(self, name, period):
        """A moment in the month, as far as it has come."""
        return Domain(name, ">=", period.start) & Domain(name, "<=", period.stop)

    @api.model
    def _on_days(self, name, period):
        """A day of the month, as far as it has come."""
        return Domain(name, ">=", period.first) & Domain(name, "<=", period.today)

    # --------------------------------------------------------------------------- texts

    @api.model
    def _written(self, number, unit):
        if number is None:
            return "–"
        digits = {"count": 0, "share": 1, "rating": 1, "rate": 2}[unit]
        text = formatLang(self.env, number, digits=digits)
        return f"{text} %" if unit in ("share", "rate") else text

    @api.model
    def _target_text(self, target, unit, better):
        if target is None or not better:
            return False
        text = self._written(target, unit)
        return {
            "less": self.env._("at most %(target)s", target=text),
            "below": self.env._("below %(target)s", target=text),
            "more": self.env._("at least %(target)s", target=text),
        }[better]

    @api.model
    def _list_text(self, count):
        return self.env._("%(count)s in the list", count=count)

    @api.model
    def _of_general_manager(self):
        """:return: codes of what may have a target"""
        return self._codes(GENERAL_MANAGER)
