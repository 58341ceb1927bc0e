import inspect

from odoo.tests import TransactionCase, tagged

OURS = "odoo.addons.customer_policy"


@tagged("post_install", "-at_install")
class TestBaseMethods(TransactionCase):
    """What we add to all models gets into the way of none of them."""

    def test_a_model_with_a_method_of_the_same_name_takes_the_same_arguments(self):
        base = type(self.env["base"]).__mro__
        ours = [owner for owner in base if owner.__module__.startswith(OURS)]
        known = {name for owner in base if owner not in ours for name in vars(owner)}
        added = {
            name: method
            for owner in ours
            for name, method in vars(owner).items()
            if inspect.isfunction(method) and name not in known
        }
        self.assertIn("_check_incoming_ids", added)
        clashes = {
            f"{owner.__module__}.{owner.__name__}.{name}"
            for model_name in self.env.registry
            for owner in type(self.env[model_name]).__mro__
            if owner not in base
            for name, method in vars(owner).items()
            if name in added and not self._takes_the_same(method, added[name])
        }
        self.assertFalse(clashes)

    def _takes_the_same(self, method, other):
        return inspect.isfunction(method) and (
            inspect.signature(method).parameters.keys()
            == inspect.signature(other).parameters.keys()
        )
