import random

from odoo.exceptions import AccessError, UserError

from .complaint_common import ComplaintCase

ACTS = (
    "accept",
    "investigate",
    "propose",
    "approve",
    "reject",
    "execute",
    "answer",
    "close",
    "unfounded",
    "reopen",
    "wait_customer",
    "resume",
    "refresh_deadlines",
)
REPORT = dict.fromkeys(
    ("cause", "course", "conclusion", "countermeasure", "prevention"), "Said"
)


class TestComplaintAnyOrder(ComplaintCase):
    """Whoever does whatever in whatever order: a case keeps its rules."""

    def test_any_order_of_acts_by_anybody_keeps_the_rules(self):
        people = (self.officer, self.head, self.general_manager, self.registrar)
        for seed in range(12):
            draw = random.Random(seed)
            kind = draw.choice(("complaint", "complaint", "enquiry", "praise"))
            severity = draw.choice(("general", "major"))
            with self._at():
                complaint = self._register(kind=kind, severity=severity)
                complaint.sudo().write({"reply": "Sorry", **REPORT})
            done = 0
            for step in range(30):
                # What leads on is drawn more often than what is refused.
                act, user = (
                    draw.choice(ACTS[: draw.randint(1, 13)]),
                    draw.choice(people),
                )
                with self._at(hours=3 * step), self.subTest(seed=seed, step=step):
                    done += self._try(complaint, act, user)
                    self._check_rules(complaint.sudo())
            self.assertGreaterEqual(done, 1)

    def _try(self, complaint, act, user):
        try:
            with self.env.cr.savepoint():
                getattr(complaint.with_user(user), f"action_{act}")()
                self.env.flush_all()
        except (UserError, AccessError):
            self.env.invalidate_all()
            return False
        return True

    def _check_rules(self, complaint):
        clocks = complaint.deadline_ids
        running = clocks.filtered(lambda c: not c.date_met and not c.date_paused)
        self.assertEqual(
            complaint.next_deadline, min(running.mapped("date_deadline"), default=False)
        )
        for clock in clocks:
            self.assertGreaterEqual(clock.date_deadline, clock.date_start)
            if clock.date_met:
                self.assertGreaterEqual(clock.date_met, clock.date_start)
                self.assertFalse(clock.date_paused)
                self.assertFalse(clock.date_escalation)
        if complaint.is_open:
            self.assertFalse(complaint.date_closed)
            self.assertIn("close", clocks.mapped("step"))
            paused = clocks.filtered("date_paused")
            self.assertEqual(bool(paused), complaint.is_waiting)
        else:
            self.assertFalse(clocks.filtered(lambda c: not c.date_met))
            self.assertTrue(complaint.date_closed)
            self.assertFalse(complaint.is_waiting)
        self._check_decisions(complaint)

    def _check_decisions(self, complaint):
        if complaint.kind == "complaint" and complaint.state in (
            "approved",
            "executing",
            "answered",
            "closed",
        ):
            decisions = complaint._decisions_in_force()
            roles = decisions.filtered(lambda d: d.outcome == "approved").mapped("role")
            chain = self.env["customer.complaint.approval"]._chain(complaint.severity)
            self.assertEqual(roles, chain.mapped("role"))
            # One person, one decision.
            self.assertEqual(len(decisions.user_id), len(decisions))
        dates = [
            complaint.date_received,
            complaint.date_accepted,
            complaint.date_answered,
            complaint.date_closed,
        ]
        dates = [date for date in dates if date]
        self.assertEqual(dates, sorted(dates))
