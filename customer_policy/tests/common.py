from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

PERSONAS = {
    "staff": "customer_policy.group_user",
    "grading_manager": "customer_policy.group_grading_manager",
    "manager": "customer_policy.group_manager",
    "other_manager": "customer_policy.group_manager",
    "outsider": "base.group_user",
    "portal": "base.group_portal",
}


class PeopleMixin:
    """Users of the groups a test needs."""

    @classmethod
    def _create_people(cls, people, prefix, **values):
        """Users as ``cls.<name>``, with logins that begin with the prefix.

        :param people: {name: groups}
        """
        for name, groups in people.items():
            user = new_test_user(
                cls.env,
                login=f"{prefix}_{name}",
                name=name.replace("_", " ").title(),
                email=f"{prefix}.{name}@example.com",
                groups=groups,
                lang="en_US",
                **values,
            )
            setattr(cls, name, user)


class PolicyCase(PeopleMixin, TransactionCase):
    """Personas, each as ``self.<name>``, and a small policy as ``self.policy``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The tests read texts in English, whatever the database speaks.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        manager_group = cls.env.ref("customer_policy.group_manager")
        manager_group.user_ids = [Command.clear()]
        for name, group in PERSONAS.items():
            user = new_test_user(
                cls.env,
                login=f"policy_{name}",
                name=name.replace("_", " ").title(),
                email=f"{name}@example.com",
                groups=group,
                lang="en_US",
            )
            setattr(cls, name, user)
        cls.policy = cls._create_policy()

    @classmethod
    def _create_policy(cls, **values):
        return (
            cls.env["customer.policy"]
            .with_user(cls.manager)
            .create(
                {
                    "number": "T-01",
                    "name": "Test policy",
                    "clause_ids": [
                        Command.create({"number": "1", "name": "First"}),
                        Command.create({"number": "2", "name": "Second"}),
                    ],
                    **values,
                }
            )
        )

    def _enforce(self, policy):
        policy.with_user(self.manager).action_submit()
        policy.with_user(self.other_manager).action_approve()
        policy.with_user(self.manager).action_enforce()
        self.env.invalidate_all()

    def _create_setting(self, clause, **values):
        """Any model that carries out clauses will do: take a grading scheme."""
        return self.env["customer.grade.scheme"].create(
            {"name": "Setting", "code": "setting", "clause_id": clause.id, **values}
        )
