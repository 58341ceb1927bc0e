from lxml import etree
from lxml.builder import E

from odoo import api, models

MANAGERS = "customer_policy.group_manager"


class CustomerPolicyRuleMixin(models.AbstractModel):
    """Every form and list of a setting shows where it departs from its clause.

    Written once here: each wing, and each add-on, has its own views.
    """

    _inherit = "customer.policy.rule.mixin"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if self._carries_out_clauses and not arch.xpath(
            "//field[@name='departs_from_clause']"
        ):
            extend = {
                "form": self._extend_setting_form,
                "list": self._extend_setting_list,
                "search": self._extend_setting_search,
            }.get(view_type)
            if extend:
                extend(arch)
        return arch, view

    @api.model
    def _extend_setting_form(self, arch):
        sheets = arch.xpath("./sheet")
        form = sheets[0] if sheets else arch
        banner = E.div(
            E.field(name="departs_from_clause", invisible="1"),
            E.div(
                E.strong(self.env._("Departs from its clause")),
                E.field(name="departure_text", readonly="1", nolabel="1"),
                E.button(
                    name="action_give_change_reason",
                    type="object",
                    string=self.env._("Give a Reason"),
                    groups=MANAGERS,
                    **{"class": "btn-link p-0 me-3"},
                ),
                E.button(
                    name="action_policy_changes",
                    type="object",
                    string=self.env._("Changes"),
                    groups=f"{MANAGERS},customer_policy.group_auditor",
                    **{"class": "btn-link p-0"},
                ),
                role="alert",
                invisible="not departs_from_clause",
                **{"class": "alert alert-warning mb-2"},
            ),
        )
        place = next(
            (i + 1 for i, node in enumerate(form) if "oe_button_box" in _css(node)), 0
        )
        form.insert(place, banner)
        reason = E.group(
            E.field(
                name="change_reason",
                placeholder=self.env._("Why you change it; kept with the change"),
            ),
            groups=MANAGERS,
        )
        chatters = [i for i, node in enumerate(form) if node.tag == "chatter"]
        form.insert(chatters[0] if chatters else len(form), reason)

    @api.model
    def _extend_setting_list(self, arch):
        arch.append(E.field(name="departs_from_clause", optional="hide", readonly="1"))
        if "decoration-warning" not in arch.attrib:
            arch.set("decoration-warning", "departs_from_clause")

    @api.model
    def _extend_setting_search(self, arch):
        departing = E.filter(
            name="departs_from_clause",
            string=self.env._("Departs from Its Clause"),
            domain="[('departs_from_clause', '=', True)]",
        )
        groups = arch.xpath("./group")
        if groups:
            groups[0].addprevious(etree.Element("separator"))
            groups[0].addprevious(departing)
        else:
            arch.append(departing)


def _css(node):
    return (node.get("class") or "") if isinstance(node.tag, str) else ""
