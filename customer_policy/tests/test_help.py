from lxml import html

from odoo.models import MAGIC_COLUMNS
from odoo.tests import TransactionCase, tagged

# Where one drags a line, and what the ORM keeps for itself.
NO_LABEL = {*MAGIC_COLUMNS, "sequence", "parent_path", "display_name"}
OURS = "customer_policy"


@tagged("post_install", "-at_install")
class TestHelp(TransactionCase):
    """Empty screens say what to do, settings say what they are for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})

    # ------------------------------------------------------------------ empty screens

    def _window_actions(self):
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.actions.act_window"), ("module", "=like", f"{OURS}%")]
        )
        actions = self.env["ir.actions.act_window"].browse(data.mapped("res_id"))
        names = {row.res_id: row.complete_name for row in data}
        # A form alone, a dialog mostly, is never an empty screen: Odoo shows no help.
        return {
            names[action.id]: action
            for action in actions
            if set(action.view_mode.split(",")) != {"form"}
        }

    def test_every_empty_screen_says_what_to_do(self):
        actions = self._window_actions()
        self.assertGreater(len(actions), 60)
        silent = [name for name, action in actions.items() if not _says(action.help)]
        self.assertFalse(silent, "These actions have no help text: add one.")

    def test_the_test_finds_a_screen_that_says_nothing(self):
        for text in (False, "<p/>", "<p class='o_view_nocontent_smiling_face'/>"):
            self.assertFalse(_says(text))
        self.assertFalse(_says("<p>A word that Odoo does not show as a title.</p>"))

    # ----------------------------------------------------------------------- settings

    def _setting_models(self):
        parts = [
            name
            for name, model in self.env.registry.items()
            if getattr(model, "_part_of_setting", None)
        ]
        rules = self.env["customer.policy.rule.mixin"]._policy_rule_models()
        return [*rules, *parts, "res.config.settings"]

    def _settings(self):
        """:return: names of fields of ours that somebody sets, with their help"""
        settings = {}
        for model in self._setting_models():
            for name, field in self.env[model]._fields.items():
                is_set = not (field.readonly or field.related)
                if (
                    name not in NO_LABEL
                    and (field._module or "").startswith(OURS)
                    and is_set
                    and field.type != "one2many"
                ):
                    settings[f"{model}.{name}"] = field.help
        return settings

    def test_every_setting_has_a_line_in_plain_words(self):
        settings = self._settings()
        self.assertGreater(len(settings), 150)
        silent = [name for name, text in settings.items() if not text]
        self.assertFalse(silent, "These settings have no help: add one.")

    def test_what_the_customer_wants_explained_is_among_the_settings(self):
        settings = self._settings()
        for name in (
            "customer.violation.type.severity",
            "customer.complaint.deadline.rule.step",
            "customer.complaint.escalation.recipient",
            "customer.penalty.ladder.basis",
            "customer.penalty.step.measure",
            "customer.confidentiality.level.max_days",
            "customer.grade.scheme.is_primary",
            "customer.grade.min_score",
            "customer.grade.criterion.weight",
            "customer.grade.bracket.points",
            "customer.visit.rule.performer",
            "customer.visit.type.needs_photo",
            "customer.visit.target.rate",
            "customer.policy.role.holder_id",
            "customer.complaint.team.assign_method",
            "res.config.settings.customer_policy_review_sync_limit",
        ):
            self.assertTrue(settings.get(name), name)


def _says(help_text):
    """Whether Odoo would show a title, and it says something."""
    if not help_text:
        return False
    tree = html.fragment_fromstring(str(help_text), create_parent="div")
    titles = tree.xpath("//*[contains(@class, 'o_view_nocontent')]")
    return any(title.text_content().strip() for title in titles)
