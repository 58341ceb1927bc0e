import base64
import copy

from ..tools import policy_file

FIRST = {
    "format": policy_file.FORMAT,
    "code": "shop",
    "policy": {
        "number": "CP-SHOP",
        "name": {"en_US": "Shop policy", "zh_CN": "门店制度"},
        "description": {"en_US": "<p>For shops.</p>", "zh_CN": "<p>门店适用。</p>"},
        "clauses": [
            {
                "number": "1",
                "name": {"en_US": "Time limits", "zh_CN": "时限"},
                "body": {
                    "en_US": "<p>Five days.</p><p>No more.</p>",
                    "zh_CN": "<p>五日。</p>",
                },
                "source": "CMP-01 [S3-04]",
            },
            {
                "number": "2",
                "name": {"en_US": "Penalties", "zh_CN": "处罚"},
                "body": {"en_US": "<p>By the ladder.</p>"},
                "source": "VIO-01 [S0-01]",
            },
        ],
    },
    "settings": [
        {
            "model": "customer.complaint.deadline.rule",
            "ref": "customer_policy.deadline_rule_complaint_close",
            "clause": "1",
            "values": {"amount": 5, "unit": "working_day"},
        },
        {
            "model": "customer.violation.type",
            "key": "type_late",
            "clause": "2",
            "values": {
                "name": {"en_US": "Late list", "zh_CN": "名单迟交"},
                "severity": "1",
                "ladder_id": {"ref": "ladder_shop"},
            },
        },
        {
            "model": "customer.penalty.ladder",
            "key": "ladder_shop",
            "clause": "2",
            "values": {
                "name": {"en_US": "Shop", "zh_CN": "门店"},
                "basis": "count",
                "counts_over": "type",
                "window_months": 6,
                "step_ids": [
                    {"sequence": 1, "measure": "warning", "target": "person"},
                    {
                        "sequence": 2,
                        "measure": "fine",
                        "target": "person",
                        "fine_min": 100,
                        "fine_max": 500,
                    },
                ],
            },
        },
    ],
}


class PolicyFileMixin:
    """A small policy file as ``self.document``, and how it is taken over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.rule = cls.env.ref("customer_policy.deadline_rule_complaint_close")

    def setUp(self):
        super().setUp()
        self.document = copy.deepcopy(FIRST)

    def _wizard(self, document=None, user=None, **values):
        content = policy_file.dump(document or self.document)
        return (
            self.env["customer.policy.file"]
            .with_user(user or self.manager)
            .create(
                {
                    "file": base64.b64encode(content),
                    "file_name": "shop.json",
                    **values,
                }
            )
        )

    def _preview(self, document=None, **values):
        wizard = self._wizard(document, **values)
        wizard.action_preview()
        return wizard

    def _apply(self, document=None, **values):
        wizard = self._preview(document, **values)
        wizard.action_apply()
        self.env.invalidate_all()
        return wizard

    def _named(self, key):
        return self.env.ref(f"customer_policy_profile.shop_{key}", False)

    def _kinds(self, wizard):
        """{(place in the file, label of the field): what happens}"""
        return {(line.path, line.field_name): line.kind for line in wizard.line_ids}
