import ast
import json
import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.visit_common import VisitCase
from odoo.addons.spreadsheet.utils.validate_data import (
    fields_in_spreadsheet,
    links_urls,
    menus_xml_ids_in_spreadsheet,
    odoo_charts,
    odoo_view_links,
)

DASHBOARDS = {
    "complaints": "customer_policy.group_complaint_manager",
    "visits": "customer_policy.group_visit_manager",
    "grading": "customer_policy.group_grading_manager",
}
FORMULAS = {
    "pivots": re.compile(r"PIVOT(?:\.VALUE)?\((\d+)"),
    "lists": re.compile(r"ODOO\.LIST(?:\.HEADER)?\((\d+)"),
}


@tagged("post_install", "-at_install")
class TestDashboard(VisitCase):
    """What a dashboard names is there, and those whom it is for can count it."""

    def _dashboard(self, name):
        return self.env.ref(f"customer_policy_dashboard.dashboard_{name}")

    def _data(self, name):
        return json.loads(self._dashboard(name).spreadsheet_data)

    def test_each_names_models_and_fields_that_exist(self):
        for name in DASHBOARDS:
            found = fields_in_spreadsheet(self._data(name))
            self.assertTrue(found)
            for model, names in found.items():
                for path in names:
                    with self.subTest(dashboard=name, model=model, field=path):
                        self._check_path(model, path)

    def _check_path(self, model, path):
        self.assertIn(model, self.env)
        for part in path.partition(":")[0].split("."):
            field = self.env[model]._fields.get(part)
            self.assertTrue(field, f"{model} has no {part}")
            model = field.comodel_name

    def test_each_names_menus_that_exist(self):
        for name in DASHBOARDS:
            for xmlid in menus_xml_ids_in_spreadsheet(self._data(name)):
                menu = self.env.ref(xmlid)
                self.assertEqual(menu._name, "ir.ui.menu", xmlid)
                self.assertTrue(menu.action, xmlid)

    def test_every_cell_finds_its_pivot_or_list(self):
        for name in DASHBOARDS:
            data = self._data(name)
            cells = [c for sheet in data["sheets"] for c in sheet["cells"].values()]
            for kind, pattern in FORMULAS.items():
                used = {key for cell in cells for key in pattern.findall(cell)}
                self.assertEqual(used, set(data[kind]), (name, kind))

    def test_each_has_graphs_and_links_behind_them(self):
        for name in DASHBOARDS:
            data = self._data(name)
            self.assertGreaterEqual(len(odoo_charts(data)), 3)
            self.assertEqual(len(links_urls(data)), len(odoo_view_links(data)))
            for link in odoo_view_links(data):
                action = link["action"]
                self.env[action["modelName"]].search_count(action["domain"])

    def test_whom_it_is_for_counts_all_of_it(self):
        """As the web client asks: each chart and each pivot, grouped."""
        for name in DASHBOARDS:
            data = self._data(name)
            asked = [
                (
                    chart["metaData"]["resModel"],
                    chart["searchParams"]["domain"],
                    chart["metaData"]["groupBy"],
                    [chart["metaData"]["measure"]],
                )
                for chart in odoo_charts(data)
            ] + [
                (
                    pivot["model"],
                    pivot["domain"],
                    [f["fieldName"] for f in pivot["rows"] + pivot["columns"]],
                    [measure["id"] for measure in pivot["measures"]],
                )
                for pivot in data["pivots"].values()
            ]
            for model, domain, groups, measures in asked:
                with self.subTest(dashboard=name, model=model, groups=groups):
                    self._count(model, domain, groups, measures)

    def _count(self, model, domain, groups, measures):
        records = self.env[model].with_user(self.manager)
        aggregates = [
            measure
            if measure == "__count" or ":" in measure
            else f"{measure}:{records._fields[measure].aggregator}"
            for measure in measures
        ]
        rows = records.formatted_read_group(domain, groups, aggregates)
        whole = records.search_count(domain)
        if "__count" in aggregates:
            self.assertEqual(sum(row["__count"] for row in rows), whole)
        elif not groups:
            self.assertEqual(len(rows), 1)

    def test_links_are_domains(self):
        for name in DASHBOARDS:
            for link in odoo_view_links(self._data(name)):
                domain = link["action"]["domain"]
                Domain(ast.literal_eval(domain) if isinstance(domain, str) else domain)

    def test_only_those_who_manage_the_matter_see_it(self):
        people = {
            "outsider": set(),
            "staff": set(),
            "grading_manager": {"grading"},
            "visit_manager": {"visits"},
            "visit_auditor": set(),
            "manager": set(DASHBOARDS),
        }
        for person, expected in people.items():
            user = getattr(self, person)
            self.env.invalidate_all()
            dashboards = self.env["spreadsheet.dashboard"].with_user(user)
            for name, group in DASHBOARDS.items():
                with self.subTest(person=person, dashboard=name):
                    dashboard = dashboards.browse(self._dashboard(name).id)
                    self.assertEqual(user.has_group(group), name in expected)
                    if name in expected:
                        self.assertTrue(dashboard.name)
                    else:
                        with self.assertRaises(AccessError):
                            dashboard.read(["name"])

    def test_it_counts_nobody_that_the_reader_may_not_know(self):
        self._visit()
        visits = self.env["customer.visit.compliance"].with_user(self.visit_manager)
        self.env.flush_all()
        before = visits.search_count([])
        self.manager.sudo().group_ids += self.env.ref(
            "customer_policy.group_custodian"
        ) + self.env.ref("customer_policy.group_clearance_secret")
        until = fields.Date.today() + timedelta(days=90)
        self.customer.with_user(self.manager).action_classify("1", "Secret", until)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(visits.search_count([]), before - 1)
