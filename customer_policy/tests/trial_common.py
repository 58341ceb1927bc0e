"""A company in trial mode, and one that goes live."""

from freezegun import freeze_time


class TrialMixin:
    """For a ``PolicyCase``."""

    def _start_trial(self, moment=None):
        company = self.env.company
        if moment:
            with freeze_time(moment):
                company.customer_policy_trial = True
        else:
            company.customer_policy_trial = True
        self.env.flush_all()
        self.env.invalidate_all()

    def _go_live(self, moment, user=None, **choices):
        """As the manager does it; the time is the test's."""
        with freeze_time(moment):
            self.env.invalidate_all()
            wizard = (
                self.env["customer.policy.go.live"]
                .with_user(user or self.manager)
                .create({"reason": "All is tried out.", **choices})
            )
            wizard.action_go_live()
            self.env.flush_all()
        self.env.invalidate_all()
        return wizard

    def _mails_out(self):
        """Mails that will leave."""
        mails = self.env["mail.mail"].sudo().search([])
        return mails.filtered(lambda mail: mail.state in ("outgoing", "sent"))

    def _notices(self, *users):
        return (
            self.env["mail.notification"]
            .sudo()
            .search_count([("res_partner_id", "in", [u.partner_id.id for u in users])])
        )
