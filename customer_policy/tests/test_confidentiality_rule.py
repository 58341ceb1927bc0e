from odoo.fields import Domain
from odoo.orm.domains import OptimizationLevel
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..models.customer_confidentiality_rule import HidingCondition, HidingRule, _always


@tagged("post_install", "-at_install")
class TestConfidentialityRule(TransactionCase):
    """The rule that hides: Odoo's condition and ours, whatever is done with both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.env["res.partner"]
        cls.partners = cls.model.create(
            [{"name": f"Rule {n}", "color": n % 2} for n in range(6)]
        )
        cls.hidden = cls.partners[:3]

    def _ours(self, known=False):
        """Hides the first three; ``known``: the cache says that nobody is."""
        self.asked = []

        def to_sql(model, alias, _query):
            column = SQL.identifier(alias, "id")
            return SQL("%s NOT IN %s", column, self.hidden._ids)

        def predicate(record):
            self.asked.append(record.id)
            return record not in self.hidden

        return HidingCondition(to_sql, predicate, lambda _records: known)

    def _search(self, domain):
        """Through the same door as a rule: optimized, and turned into SQL."""
        domain = domain.optimize_full(self.model)
        query = self.partners._as_query(ordered=False)
        query.add_where(domain._to_sql(self.model, query.table, query))
        return self.model.browse(query.get_result_ids())

    def test_finds_what_both_allow(self):
        rule = HidingRule((Domain("color", "=", 1), self._ours()))
        expected = self.partners.filtered(lambda p: p.color == 1) - self.hidden
        self.assertEqual(self._search(rule), expected)
        self.assertEqual(self.partners.filtered_domain(rule), expected)

    def test_optimizing_keeps_ours(self):
        rule = HidingRule((Domain("color", "in", [1]), self._ours()))
        optimized = rule.optimize_full(self.model)
        self.assertIsInstance(optimized, HidingRule)
        self.assertIs(optimized.children[1], rule.children[1])
        self.assertEqual(optimized._opt_level, OptimizationLevel.FULL)
        self.assertIs(optimized.optimize_full(self.model), optimized)

    def test_rule_that_forbids_all_forbids_all(self):
        rule = HidingRule((Domain("id", "in", []), self._ours()))
        self.assertTrue(rule.optimize_full(self.model).is_false())

    def test_rule_that_allows_all_leaves_ours(self):
        ours = self._ours()
        rule = HidingRule((Domain("id", "not in", []), ours))
        self.assertIs(rule.optimize_full(self.model), ours)
        self.assertEqual(self._search(rule), self.partners - self.hidden)

    def test_negated_it_is_the_other_half(self):
        rule = HidingRule((Domain("color", "=", 1), self._ours()))
        allowed = self.partners.filtered_domain(rule)
        self.assertEqual(self.partners.filtered_domain(~rule), self.partners - allowed)
        self.assertEqual(self._search(~rule), self.partners - allowed)

    def test_joined_with_others_it_hides_still(self):
        rule = HidingRule((Domain("color", "in", (0, 1)), self._ours()))
        for joined in (
            rule & Domain("color", "=", 0),
            Domain("color", "=", 0) & rule,
            rule & HidingRule((Domain("color", "=", 0), self._ours())),
        ):
            expected = self.partners[4]
            self.assertEqual(self._search(joined), expected)
            self.assertEqual(self.partners.filtered_domain(joined), expected)

    def test_in_an_alternative(self):
        rule = HidingRule((Domain("color", "=", 1), self._ours()))
        either = rule | Domain("id", "=", self.partners[0].id)
        expected = self.partners[0] + self.partners[3] + self.partners[5]
        self.assertEqual(self._search(either), expected)
        self.assertEqual(self.partners.filtered_domain(either), expected)

    def test_asks_nobody_where_the_cache_knows(self):
        rule = HidingRule((Domain("color", "=", 1), self._ours(known=True)))
        kept = self.partners.filtered_domain(rule)
        self.assertEqual(kept, self.partners.filtered(lambda p: p.color == 1))
        self.assertFalse(self.asked)

    def test_asks_each_where_the_cache_does_not(self):
        condition = self._ours()
        self.assertEqual(
            self.partners.filtered_domain(condition), self.partners - self.hidden
        )
        self.assertEqual(set(self.asked), set(self.partners._ids))

    def test_condition_alone_lets_all_pass_where_the_cache_knows(self):
        condition = self._ours(known=True)
        self.assertIs(condition._as_predicate(self.partners), _always)
        self.assertEqual(self.partners.filtered_domain(condition), self.partners)

    def test_same_condition_is_equal_another_is_not(self):
        ours = self._ours()
        self.assertEqual(
            HidingRule((Domain("color", "=", 1), ours)),
            HidingRule((Domain("color", "=", 1), ours)),
        )
        self.assertNotEqual(ours, self._ours())
