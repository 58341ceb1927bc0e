from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from . import test_policy_acknowledgement
from .test_policy_acknowledgement import AcknowledgementCase
from .trial_common import TrialMixin


@tagged("post_install", "-at_install")
class TestTrialAcknowledgement(TrialMixin, AcknowledgementCase):
    _run_cron = test_policy_acknowledgement.TestPolicyAcknowledgement._run_cron

    def _run_after(self, **later):
        with freeze_time(fields.Datetime.now() + timedelta(**later)):
            self._run_cron()

    def test_nobody_is_asked_nor_reminded(self):
        self._start_trial()
        self._enforce(self.policy)
        lines = self._lines()
        self.assertEqual(len(lines), 3)
        self.assertFalse(lines.activity_ids)
        self._run_after(days=60)
        self.assertFalse(any(lines.mapped("date_reminded")))

    def test_without_trial_they_are(self):
        self._enforce(self.policy)
        lines = self._lines()
        self.assertTrue(lines.activity_ids)
        self._run_after(days=60)
        self.assertTrue(any(lines.mapped("date_reminded")))

    def test_they_are_asked_when_we_go_live_with_the_whole_time(self):
        self._start_trial()
        self._enforce(self.policy)
        lines = self._lines()
        live = fields.Datetime.now() + timedelta(days=30)
        wizard = self._go_live(live)
        self.assertTrue(wizard)
        self.assertEqual(lines.activity_ids.user_id, self.staff | self.outsider)
        self.assertEqual(
            set(lines.activity_ids.mapped("date_deadline")),
            {live.date() + timedelta(days=7)},
        )
        with freeze_time(live + timedelta(days=1)):
            self._run_cron()
        self.assertFalse(any(lines.mapped("date_reminded")))
