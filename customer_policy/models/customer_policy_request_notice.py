from markupsafe import Markup

from odoo import api, models

LISTED = 20


class CustomerPolicyRequest(models.Model):
    """Who is told: a number and a kind, never what the document says."""

    _inherit = "customer.policy.request"

    @api.model
    def _tell_deciders(self, told, actors):
        """One notice for each person, however many matters came up.

        :param told: {row: users who can decide now}
        :param actors: {id of a document: id of who acted on it}, who knows of it
        """
        mine = {}
        for row, users in told.items():
            for user in users:
                if user.id != actors.get(row.res_id):
                    mine.setdefault(user, self.browse())
                    mine[user] |= row
        alike = {}
        for user, rows in mine.items():
            # Only what this person may read: for others it does not exist.
            readable = rows.with_user(user)._with_readable_document()
            if readable:
                alike.setdefault(readable._ids, self.env["res.users"])
                alike[readable._ids] |= user
        for ids, users in alike.items():
            self.env["customer.access.mixin"]._tell(
                users, self.browse(ids)._decide_text
            )

    def _tell_outcome(self, actor):
        """Whoever asked, unless the document says so, and who got a copy."""
        for row in self:
            users = row.copied_user_ids
            if self.env[row.res_model]._request_tells(row.kind, row.outcome):
                users |= row.requester_id
            users = row._users_who_read((users - actor).filtered("active"))
            if users:
                self.env["customer.access.mixin"]._tell(users, row._outcome_text)

    def _tell_copied(self, users):
        if users:
            self.env["customer.access.mixin"]._tell(users, self._copy_text)

    # ------------------------------------------------------------------------ texts

    def _decide_text(self, reader):
        rows = self.with_env(reader.env)
        if len(rows) == 1:
            subject = reader.env._("To decide: %(request)s", request=rows.display_name)
        else:
            subject = reader.env._(
                "Matters that wait for your decision: %(count)s", count=len(rows)
            )
        return subject, rows._links(reader.env._("Look at It and Decide"))

    def _outcome_text(self, reader):
        row = self.with_env(reader.env)
        labels = dict(row._fields["outcome"]._description_selection(reader.env))
        subject = reader.env._(
            "%(outcome)s: %(request)s",
            outcome=labels[row.outcome],
            request=row.display_name,
        )
        return subject, row._links(reader.env._("Look at It"))

    def _copy_text(self, reader):
        row = self.with_env(reader.env)
        subject = reader.env._("Copied to you: %(request)s", request=row.display_name)
        return subject, row._links(reader.env._("Look at It"))

    def _links(self, label):
        """A button for one, a list for several."""
        if len(self) == 1:
            return Markup(
                "<p>%s</p><p><a href='%s' style='display: inline-block; padding: 12px "
                "24px; background-color: #714b67; color: #fff; border-radius: 4px; "
                "text-decoration: none'>%s</a></p>"
            ) % (self.display_name, self._url(), label)
        rows = Markup().join(
            Markup("<li><a href='%s'>%s</a></li>") % (row._url(), row.display_name)
            for row in self[:LISTED]
        )
        inbox = Markup("<p><a href='%s'>%s</a></p>") % (
            f"{self[:1].get_base_url()}/odoo/action-customer_policy."
            "customer_policy_request_action",
            self.env._("Open the inbox"),
        )
        return Markup("<ul>%s</ul>") % rows + inbox

    def _url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/policy/request/{self.id}"
