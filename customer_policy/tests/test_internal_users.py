from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestInternalUsers(TransactionCase):
    def test_a_new_user_makes_no_field_look_for_records_that_name_the_user(self):
        """On a million customers it would last; and half a user would be stored."""
        users = self.env["res.users"]._fields
        changes = [users["share"], users["group_ids"], users["active"]]
        searched = [
            str(field)
            for field in self.env.registry.get_trigger_tree(changes)
            if field.type == "many2many" and field._module.startswith("customer_policy")
        ]
        self.assertEqual(searched, [])

    def test_a_team_shows_internal_users_only(self):
        customer = self.env["res.partner"].create({"name": "Team"})
        person = self.env["res.users"].create({"name": "One", "login": "one_of_team"})
        customer.service_user_ids = person
        portal = self.env.ref("base.group_portal")
        person.group_ids = portal
        self.env.invalidate_all()
        self.assertFalse(customer.service_user_ids)
