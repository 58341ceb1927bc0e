from lxml import etree

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestButtons(TransactionCase):
    """The client calls the method of a button on the records that are selected."""

    def test_each_button_names_a_method_that_takes_records(self):
        views = self.env["ir.ui.view"].search(
            [("model", "=like", "customer.%"), ("mode", "=", "primary")]
        )
        found = 0
        for view in views:
            arch = etree.fromstring(view.get_combined_arch())
            for model, name in self._buttons(arch, view.model):
                found += 1
                method = getattr(type(self.env[model]), name, None)
                with self.subTest(view=view.xml_id, button=name):
                    self.assertTrue(callable(method), f"{model} has no such method.")
                    self.assertFalse(
                        getattr(method, "_api_model", False),
                        "A method of the model is given the ids as an argument.",
                    )
        self.assertTrue(found)

    def _buttons(self, node, model):
        """:return: (model, method) of the buttons below, those of sub-views too"""
        for child in node.iterchildren("*"):
            below = model
            if child.tag == "field" and len(child):
                field = self.env[model]._fields.get(child.get("name"))
                below = field.comodel_name or model if field else model
            if child.tag == "button" and child.get("type") == "object":
                yield model, child.get("name")
            yield from self._buttons(child, below)
