from odoo.tests import HttpCase, tagged

from .test_policy_acknowledgement import AcknowledgementCase


@tagged("post_install", "-at_install")
class TestTourPolicy(AcknowledgementCase, HttpCase):
    def test_staff_reads_the_policy_and_confirms_it(self):
        self._enforce(self.policy)
        self.env.flush_all()
        self.start_tour(
            "/odoo",
            "customer_policy_acknowledgement",
            login=self.staff.login,
            timeout=90,
        )
        self.env.invalidate_all()
        line = self._line(self.reader)
        self.assertEqual((line.state, line.channel), ("acknowledged", "screen"))
        self.assertEqual(self._line(self.plain).state, "asked")
