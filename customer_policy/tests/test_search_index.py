from unittest.mock import patch

from lxml import etree

from odoo.fields import Domain
from odoo.modules.db import FunctionStatus
from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

from ..hooks import post_init_hook, uninstall_hook
from ..models import res_partner_search
from ..models.res_partner_search import INDEX_PREFIX
from ..tools import search_index
from ..tools.search_index import IdeographIndex, TrigramIndex

TERM = "zqxjvk"


@tagged("post_install", "-at_install")
class TestSearchIndex(TransactionCase):
    def setUp(self):
        super().setUp()
        self.partners = self.env["res.partner"]
        self.wanted = self.partners._search_indexes()

    def _build(self):
        return search_index.build(self.env.cr, self.wanted, INDEX_PREFIX)

    def _existing(self):
        return search_index.existing(self.env.cr, INDEX_PREFIX)

    def _plan(self, domain):
        """How PostgreSQL would look in a large table, with our indexes only.

        In a small one it would read the whole table, or some other index whole.
        """
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            """
            SELECT string_agg(quote_ident(indexname), ', ')
              FROM pg_indexes
             WHERE tablename = 'res_partner'
               AND indexdef NOT LIKE 'CREATE UNIQUE%%'
               AND NOT starts_with(indexname, %s)
            """,
            [INDEX_PREFIX],
        )
        self.env.cr.execute("DROP INDEX " + self.env.cr.fetchone()[0])
        query = self.partners._search(domain, limit=80).select()
        self.env.cr.execute("EXPLAIN " + query.code, query.params)
        return "\n".join(line for (line,) in self.env.cr.fetchall())

    def _assert_served(self, domain, columns):
        plan = self._plan(domain)
        for index in self.wanted:
            if index.column in columns and isinstance(index, TrigramIndex):
                self.assertIn(index.name, plan)
        self.assertNotIn("Seq Scan on res_partner", plan)

    def test_installing_builds_one_index_per_searched_column(self):
        search_index.drop(self.env.cr, INDEX_PREFIX)
        post_init_hook(self.env)
        self.assertEqual(self._existing(), {index.name: True for index in self.wanted})
        columns = {index.column for index in self.wanted}
        self.assertLessEqual({"complete_name", "name", "email", "phone"}, columns)

    def test_what_is_there_is_not_built_again(self):
        self._build()
        self.assertFalse(self._build())

    def test_a_broken_index_is_built_anew(self):
        self._build()
        broken = {**self._existing(), self.wanted[0].name: False}
        oid = self._oid(self.wanted[0].name)
        with patch.object(search_index, "existing", lambda _cr, _prefix: broken):
            self.assertTrue(
                search_index.outdated(self.env.cr, self.wanted, INDEX_PREFIX)
            )
            self.assertTrue(self._build())
        self.assertNotEqual(self._oid(self.wanted[0].name), oid)

    def _oid(self, index):
        self.env.cr.execute("SELECT to_regclass(%s)::oid", [index])
        return self.env.cr.fetchone()[0]

    def test_uninstalling_leaves_no_index(self):
        self._build()
        uninstall_hook(self.env)
        self.assertFalse(self._existing())

    def test_a_large_table_is_left_to_the_background(self):
        search_index.drop(self.env.cr, INDEX_PREFIX)
        cron = self.env.ref("customer_policy.ir_cron_build_search_indexes")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        with patch("odoo.addons.customer_policy.hooks.MAX_BYTES_AT_ONCE", 0):
            post_init_hook(self.env)
        self.assertFalse(self._existing())
        after = triggers.search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)

    def test_the_background_job_starts_only_when_something_is_missing(self):
        self._build()
        with patch.object(res_partner_search.threading, "Thread") as thread:
            self.partners._cron_build_search_indexes()
            thread.assert_not_called()
            search_index.drop(self.env.cr, INDEX_PREFIX)
            self.partners._cron_build_search_indexes()
            thread.assert_called_once()

    def test_every_column_of_the_name_search_is_indexed(self):
        columns = {index.column for index in self.wanted}
        for name in self.partners._rec_names_search:
            self.assertIn(name, columns)

    def test_finding_by_name_is_served_by_indexes(self):
        self._build()
        domain = [("display_name", "ilike", TERM)]
        self._assert_served(domain, self.partners._rec_names_search)

    def test_finding_by_phone_is_served_by_an_index(self):
        self._build()
        self._assert_served([("phone", "ilike", TERM)], {"phone"})

    def test_every_field_of_the_contact_search_is_indexed(self):
        arch = self.partners.get_view(
            self.env.ref("base.view_res_partner_filter").id, "search"
        )["arch"]
        columns = {index.column for index in self.wanted}
        for node in etree.fromstring(arch).xpath("//field[@filter_domain]"):
            for condition in safe_eval(node.get("filter_domain"), {"self": TERM}):
                if isinstance(condition, tuple) and condition[1] == "ilike":
                    self.assertIn(condition[0], columns)

    def test_without_trigrams_only_ideographs_are_indexed(self):
        with patch.object(self.env.registry, "has_trigram", False):
            indexes = self.partners._search_indexes()
        self.assertEqual({type(index) for index in indexes}, {IdeographIndex})

    def test_a_chinese_name_of_two_characters_is_served_by_indexes(self):
        # In a small table trigrams would do as well, though they read all of theirs.
        self.wanted = [i for i in self.wanted if isinstance(i, IdeographIndex)]
        self._build()
        plan = self._plan([("display_name", "ilike", "王伟")])
        for column in self.partners._rec_names_search:
            self.assertIn(f"{INDEX_PREFIX}_{column}_ideographs", plan)
        self.assertNotIn("Seq Scan on res_partner", plan)

    def test_serving_ideographs_changes_no_result(self):
        names = ["王伟", "李王伟强", "王 伟", "伟王", "Wang 王伟 Ltd", "한국상사", "王"]
        self.partners.create([{"name": name} for name in names])
        for term in ("王伟", "王", "伟", " 王伟 ", "한국", "상", "伟强", "龘"):
            for operator in ("ilike", "not ilike", "=ilike", "like"):
                domain = [("name", operator, term), ("name", "in", names)]
                with self.subTest(term=term, operator=operator):
                    found = self.partners.search(domain)
                    with patch.object(search_index, "is_short_term", lambda _v: False):
                        self.assertEqual(found, self.partners.search(domain))
        partners_found = self.partners.search([("name", "in", names)])
        self.assertEqual(
            partners_found.filtered_domain(Domain("display_name", "ilike", "王伟")),
            partners_found.filtered(lambda partner: "王伟" in partner.name),
        )

    def test_the_index_follows_the_accents_of_the_search(self):
        expected = {
            FunctionStatus.MISSING: {False},
            FunctionStatus.INDEXABLE: {True},
            FunctionStatus.PRESENT: set(),
        }
        for status, unaccent in expected.items():
            with (
                self.subTest(status),
                patch.object(self.env.registry, "has_unaccent", status),
            ):
                found = {
                    index.unaccent
                    for index in self.partners._search_indexes()
                    if isinstance(index, TrigramIndex)
                }
                self.assertEqual(found, unaccent)
        plain, unaccented = (
            TrigramIndex("res_partner", "email", INDEX_PREFIX, accents)
            for accents in (False, True)
        )
        self.assertNotEqual(plain.name, unaccented.name)
