from odoo.tests import new_test_user, tagged

from odoo.addons.customer_policy.tests.confidentiality_common import (
    MARK,
    ConfidentialityCase,
)


@tagged("post_install", "-at_install")
class TestConfidentialityTeams(ConfidentialityCase):
    """A sales team with somebody who is a hidden portal user."""

    def test_the_members_of_teams_are_read_without_the_hidden_ones(self):
        person = new_test_user(
            self.env, login="secret", name=f"{MARK} Person", groups="base.group_portal"
        )
        person.partner_id.parent_id = self.secret
        team = self.env["crm.team"].create({"name": "Team"})
        members = self.env["crm.team.member"].create(
            [
                {"crm_team_id": team.id, "user_id": user.id}
                for user in (person, self.colleague, self.cleared)
            ]
        )
        mine = members.filtered(lambda member: member.user_id == self.colleague)
        self._classify(self.secret)
        shown = mine.with_user(self.employee).read(["user_in_teams_ids"])[0]
        self.assertIn(self.cleared.id, shown["user_in_teams_ids"])
        self.assertNotIn(person.id, shown["user_in_teams_ids"])
        self.env.invalidate_all()
        shown = mine.with_user(self.cleared).read(["user_in_teams_ids"])[0]
        self.assertIn(person.id, shown["user_in_teams_ids"])
