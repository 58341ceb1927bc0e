from odoo import models


class CustomerViolation(models.Model):
    """Violations in trial mode, and those of before the company went live.

    In trial mode the whole procedure can be gone through: its penalties stay proposed,
    nobody is told and nobody's access is put on hold. What happened before the company
    went live leads to no step and counts in no ladder, unless it was imported.
    """

    _inherit = "customer.violation"

    # ------------------------------------------------------------------------- actions

    def action_hold_access(self):
        trial = self._in_trial()
        if not trial:
            return super().action_hold_access()
        self._begin_act()
        for violation in trial.sudo():
            violation._check_leak()
        trial._note(
            self.env._(
                "Trial mode: the access would be put on hold now. Where it is a real "
                "leak, a custodian puts it on hold under Access."
            )
        )
        if rest := self - trial:
            return super(CustomerViolation, rest).action_hold_access()
        return None

    # ------------------------------------------------------------------------ business

    def _in_trial(self):
        return self.env["res.company"]._customer_policy_trial_of(self)

    def _is_before_live(self):
        """Whether it happened before things count, and came in by no import."""
        self.ensure_one()
        violation = self.sudo()
        if violation.opening_reference:
            return False
        return violation.company_id._customer_policy_before(violation.date)

    def _find_steps(self):
        found = super()._find_steps()
        none = self.env["customer.penalty.step"]
        for violation in found:
            if violation._is_before_live():
                found[violation] = (0, none)
        return found

    def _standing_record(self):
        record = super()._standing_record()
        if not self.env["res.company"]._customer_policy_terms().since:
            return record
        for employee_id, rows in record.items():
            record[employee_id] = [row for row in rows if not row._is_before_live()]
        return record

    def _prepare_penalties(self):
        """A loss of before is settled as it was then."""
        if self._is_before_live():
            return []
        return super()._prepare_penalties()

    def _check_may_close(self):
        """What is tried out may end without its penalties."""
        if not self._in_trial():
            return super()._check_may_close()
        return None

    def _request_seal(self):
        """No seal under what punishes nobody."""
        if counting := self - self._in_trial():
            return super(CustomerViolation, counting)._request_seal()
        return None

    # ---------------------------------------------------------------------------- mail

    def _tell_person(self, text):
        if told := self - self._in_trial():
            return super(CustomerViolation, told)._tell_person(text)
        return None

    def _tell_notice(self):
        if told := self - self._in_trial():
            return super(CustomerViolation, told)._tell_notice()
        return None
