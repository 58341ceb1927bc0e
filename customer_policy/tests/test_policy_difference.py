from odoo.tests import tagged

from .common import PolicyCase


@tagged("post_install", "-at_install")
class TestPolicyDifference(PolicyCase):
    def setUp(self):
        super().setUp()
        self.policy.clause_ids[0].body = "<p>Answer within <b>three</b> days.</p>"
        self._enforce(self.policy)
        action = self.policy.action_new_version()
        self.draft = self.policy.browse(action["res_id"])

    def test_a_first_version_has_nothing_to_differ_from(self):
        self.assertFalse(self.policy.previous_version_id)
        self.assertFalse(self.policy.difference_html)

    def test_an_unchanged_version_says_so(self):
        self.assertEqual(self.draft.previous_version_id, self.policy)
        self.assertIn("No clause differs", self.draft.difference_html)

    def test_clauses_stand_side_by_side_and_words_are_marked(self):
        first, second = self.draft.clause_ids
        first.body = "<p>Answer within <b>five</b> days.</p>"
        second.unlink()
        self.draft.clause_ids.create(
            {"policy_id": self.draft.id, "number": "3", "name": "Third"}
        )
        rows = self.draft._difference_rows()
        self.assertEqual([row.status for row in rows], ["changed", "removed", "added"])
        html = self.draft.difference_html
        for word in ("three", "five", "Second", "Third"):
            self.assertRegex(html, rf"<span style=[^>]*>[^<]*{word}")
        self.assertNotRegex(html, r"<span style=[^>]*>[^<]*Answer")

    def test_text_of_a_clause_is_shown_as_text(self):
        self.draft.clause_ids[0].body = "<p>if a &lt; b &lt;script&gt;</p>"
        self.assertNotIn("<script>", self.draft.difference_html)

    def test_policy_and_changes_are_printed(self):
        self.draft.clause_ids[0].name = "Renamed"
        reports = self.env["ir.actions.report"].with_user(self.staff)
        for name, expected in (
            ("report_policy", ("T-01", "Renamed", "Everybody", "Manager")),
            ("report_policy_difference", ("T-01", "First", "Renamed")),
        ):
            html, _kind = reports._render_qweb_html(
                f"customer_policy.{name}", self.draft.ids
            )
            for text in expected:
                with self.subTest(report=name, text=text):
                    self.assertIn(text, html.decode())

    def test_staff_reads_what_changes_without_a_query_each(self):
        self.env.invalidate_all()
        drafts = (self.draft | self.policy).with_user(self.staff)
        self.assertEqual(len(drafts.mapped("difference_html")), 2)
