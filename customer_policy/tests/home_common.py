"""The start pages as somebody sees them."""

from ..models.customer_policy_home import IDS


class HomeMixin:
    """For a ``PolicyCase``."""

    def _home(self, user, page):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["customer.policy.home"].with_user(user).browse(IDS[page])

    def _figures(self, user, page):
        """:return: {code: figure}, as the page of somebody shows them"""
        return {figure.code: figure for figure in self._home(user, page).figure_ids}

    def _figure(self, user, page, code):
        return self._figures(user, page)[code]

    def _listed(self, figure):
        """What the list behind a figure holds."""
        action = figure.action_open_list()
        self.assertEqual(action["type"], "ir.actions.act_window")
        model = figure.env[action["res_model"]].with_context(**action["context"])
        return model.search(action["domain"])

    def _make_general_manager(self, user):
        role = self.env.ref("customer_policy.role_general_manager")
        role.write({"holder_id": user.id, "deputy_id": False})
        self.env.invalidate_all()

    def assertListsHoldWhatIsCounted(self, user, page, filled=()):
        """:param filled: codes of which there must be some, so that nothing is vain"""
        figures = self._figures(user, page)
        self.assertTrue(figures)
        for code, figure in figures.items():
            with self.subTest(page=page, figure=code):
                listed = self._listed(figure)
                self.assertEqual(len(listed), figure.count)
                if code in filled:
                    self.assertTrue(listed)
                self.assertTrue(figure.name)
                self.assertTrue(figure.value_text)
                self.assertTrue(figure.list_text)
        self.assertLessEqual(set(filled), set(figures))
        return figures
