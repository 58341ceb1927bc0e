import logging
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import file_path

from ..tools import policy_file

_logger = logging.getLogger(__name__)


class CustomerPolicyProfile(models.Model):
    """A ready policy with its settings that a company may start from.

    The contents are files; a record says which there are and which was chosen.
    """

    _name = "customer.policy.profile"
    _description = "Policy Profile"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "sequence, code"

    code = fields.Char(required=True, policy_protected=True, copy=False)
    name = fields.Char(required=True, translate=True, policy_protected=True, copy=False)
    description = fields.Text(translate=True, policy_protected=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    file_name = fields.Char("File", required=True, policy_protected=True, copy=False)
    clause_count = fields.Integer("Clauses", policy_protected=True, copy=False)
    setting_count = fields.Integer("Settings", policy_protected=True, copy=False)
    chosen_date = fields.Datetime("Chosen On", policy_protected=True, copy=False)
    chosen_by_id = fields.Many2one(
        "res.users", policy_protected=True, copy=False, ondelete="set null"
    )
    policy_id = fields.Many2one(
        "customer.policy",
        policy_protected=True,
        copy=False,
        ondelete="set null",
    )

    _code_unique = models.UniqueIndex("(code)", "There is such a profile already.")

    # ------------------------------------------------------------------------- actions

    def action_choose(self):
        """Show what the profile would change, before it changes anything."""
        self.ensure_one()
        wizard = self.env["customer.policy.file"].create({"profile_id": self.id})
        return wizard.action_preview()

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

    @api.model
    def _profile_folders(self):
        """Folders with a file for each profile; an add-on adds its own."""
        return ["customer_policy/profiles"]

    @api.model
    def _profile_files(self):
        """:return: {path as file_path() takes it: where it is}"""
        found = {}
        for folder in self._profile_folders():
            try:
                place = Path(file_path(folder))
            except FileNotFoundError:
                continue
            for path in sorted(place.glob("*.json")):
                found[f"{folder}/{path.name}"] = path
        return found

    @api.model
    def _load_profiles(self):
        """Called by each installation and update: list what there is now."""
        profiles = {profile.file_name: profile for profile in self._all()}
        for place, (name, path) in enumerate(self._profile_files().items(), start=1):
            try:
                document = policy_file.read(path.read_bytes())
            except policy_file.PolicyFileError as error:
                _logger.error("The profile %s cannot be read: %s", name, error)
                continue
            if "profile" in document:
                self._load_profile(profiles.pop(name, None), name, document, place)
        # Its file is gone; what was chosen of it stays.
        for profile in profiles.values():
            profile.active = False

    @api.model
    def _all(self):
        return self.with_context(active_test=False).search([("code", "!=", False)])

    @api.model
    def _load_profile(self, profile, name, document, place):
        given = document["profile"]
        texts = {
            field: policy_file.texts(given.get(field))
            for field in ("name", "description")
        }
        vals = {
            "code": given["code"],
            "file_name": name,
            "sequence": place * 10,
            "active": True,
            "clause_count": len(document["policy"].get("clauses", [])),
            "setting_count": len(document.get("settings", [])),
            **{field: text.get("en_US") or False for field, text in texts.items()},
        }
        english = self.with_context(lang="en_US").sudo()
        if profile:
            english.browse(profile.id).write(vals)
        else:
            profile = english.create(vals)
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for field, text in texts.items():
            others = {k: v for k, v in text.items() if k in installed and v}
            if others:
                profile.sudo().update_field_translations(field, others)

    def _content(self):
        self.ensure_one()
        found = self._profile_files().get(self.sudo().file_name)
        if not found:
            raise UserError(
                self.env._(
                    "The file of the profile “%(profile)s” is not there any more. "
                    "Choose another one, or import a file.",
                    profile=self.name,
                )
            )
        return found.read_bytes()

    def _note_chosen(self, company, policy):
        self.sudo().write(
            {
                "chosen_date": fields.Datetime.now(),
                "chosen_by_id": self.env.uid,
                "policy_id": policy.id,
            }
        )
