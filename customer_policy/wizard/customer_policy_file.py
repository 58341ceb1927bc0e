import base64
import hashlib
import json

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..tools import policy_file
from .customer_policy_file_plan import TEXTS

# In the order in which they are shown.
KINDS = ("impossible", "change", "archive", "create", "kept", "same")


class CustomerPolicyFile(models.TransientModel):
    """A policy with its settings from a file: looked at first, then taken over.

    The same for the profiles that are shipped, for files of other databases and for
    what this one exports.
    """

    _name = "customer.policy.file"
    _description = "Policy File"
    _inherit = ["customer.policy.file.apply"]

    state = fields.Selection(
        [("choose", "Choose"), ("preview", "Look"), ("done", "Done")], default="choose"
    )
    profile_id = fields.Many2one(
        "customer.policy.profile", readonly=True, ondelete="cascade"
    )
    file = fields.Binary("File (JSON)", attachment=False)
    file_name = fields.Char()
    company_id = fields.Many2one(
        "res.company",
        help="Empty: for all companies. The settings that all companies share are "
        "changed only then.",
    )
    reason = fields.Char(help="Kept with each change.")
    is_all_shown = fields.Boolean("Show What Stays as Well")
    is_former_archived = fields.Boolean(
        "Archive What the Former Profile Added",
        default=True,
        help="What somebody changed by hand, and what is used still, stays.",
    )
    has_former = fields.Boolean(readonly=True)
    # How it was when one looked: after a change one has to look again.
    was_former_archived = fields.Boolean(readonly=True)
    is_next_version = fields.Boolean(readonly=True)
    change_count = fields.Integer(readonly=True)
    create_count = fields.Integer(readonly=True)
    archive_count = fields.Integer(readonly=True)
    kept_count = fields.Integer(readonly=True)
    same_count = fields.Integer(readonly=True)
    impossible_count = fields.Integer(readonly=True)
    fingerprint = fields.Char(readonly=True)
    policy_id = fields.Many2one("customer.policy", readonly=True)
    line_ids = fields.One2many("customer.policy.file.line", "file_id", readonly=True)

    # ------------------------------------------------------------------------- actions

    def action_preview(self):
        """Say what would change, before anything is changed."""
        self.ensure_one()
        self._check_manager()
        _document, plan = self._planned()
        lines = self._lines(plan)
        kinds = [line["kind"] for line in lines]
        shown = [line for line in lines if self.is_all_shown or line["kind"] != "same"]
        self.write(
            {
                "state": "preview",
                "is_next_version": plan.is_next_version,
                "has_former": bool(plan.former) or not self.is_former_archived,
                "was_former_archived": self.is_former_archived,
                "fingerprint": self._fingerprint(lines),
                **{f"{kind}_count": kinds.count(kind) for kind in KINDS},
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create({**line, "sequence": place})
                        for place, line in enumerate(shown)
                    ),
                ],
            }
        )
        return self._reopen()

    def action_apply(self):
        """Do what was shown, all of it or nothing; a second time changes nothing."""
        self.ensure_one()
        self._check_manager()
        document, plan = self._planned()
        if self._fingerprint(self._lines(plan)) != self.fingerprint:
            raise UserError(
                self.env._(
                    "Something was changed here since you looked. Look again before "
                    "you take it over."
                )
            )
        worker = self.with_context(policy_change_reason=self.reason or self._title())
        policy = worker._apply(
            document, plan, self.company_id, "profile" if self.profile_id else "import"
        )
        self.profile_id._note_chosen(self.company_id, policy)
        self.write(
            {"state": "done", "policy_id": policy.id, "line_ids": [Command.clear()]}
        )
        return self._reopen()

    def action_open_policy(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.policy",
            "res_id": self.policy_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------------ business

    def _check_manager(self):
        if not self.env.user.has_group("customer_policy.group_manager"):
            raise AccessError(
                self.env._("Only a manager of the customer policy takes a policy over.")
            )

    def _planned(self):
        """:return: (document, Plan), with what cannot be refused already"""
        try:
            document = policy_file.read(self._content())
            plan = self._plan(document, self.company_id)
        except policy_file.PolicyFileError as error:
            raise UserError(
                self.env._(
                    "This file cannot be taken over:\n%(problems)s",
                    problems="\n".join(
                        f"• {self._problem_text(problem)}"
                        for problem in error.problems[:20]
                    ),
                )
            ) from error
        if self.profile_id and self.is_former_archived:
            plan.former = self._former_items(self.profile_id, document, self.company_id)
        self._try(document, plan, self.company_id)
        return document, plan

    def _content(self):
        if self.profile_id:
            return self.profile_id._content()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        return base64.b64decode(self.file)

    def _lines(self, plan):
        """What is shown: a line for each field that changes, one for a new record.

        What acts on the settings comes first, the long text of the policy last.
        """
        kinds = self.env["ir.model"]
        lines = []
        for item in plan.items + plan.former:
            model = self.env[item.model]
            label = kinds._get(item.model).name
            for line in item.lines:
                name = line.get("field")
                field = (
                    model._fields[name]._description_string(self.env) if name else ""
                )
                lines.append(
                    {
                        "kind": line["kind"],
                        "path": item.path,
                        "model_name": label,
                        "setting": item.name,
                        "field_name": field,
                        "value_now": line.get("now", ""),
                        "value_new": line.get("new", ""),
                        "reason": line.get("reason", ""),
                    }
                )
        texts = {self.env["ir.model"]._get(name).name for name in TEXTS}
        return sorted(
            lines,
            key=lambda line: (line["model_name"] in texts, KINDS.index(line["kind"])),
        )

    def _fingerprint(self, lines):
        """What was looked at; what stays the same does not matter."""
        acts = [line for line in lines if line["kind"] != "same"]
        return hashlib.sha256(json.dumps(acts, sort_keys=True).encode()).hexdigest()

    def _title(self):
        return self.profile_id.name or self.file_name or self.env._("Policy file")

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.profile_id.name or self.env._("Import a Policy"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
