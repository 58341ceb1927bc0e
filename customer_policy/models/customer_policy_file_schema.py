from odoo import api, models

from ..tools import policy_file

# Whom a setting names, and where it holds, is for each company to say.
PEOPLE = ("res.users", "res.partner", "res.groups", "hr.employee", "hr.department")
TYPES = {
    "integer": "integer",
    "float": "number",
    "monetary": "number",
    "boolean": "boolean",
    "char": "text",
    "text": "text",
    "html": "text",
    "date": "date",
    "datetime": "datetime",
    "many2one": "many2one",
    "many2many": "many2many",
}


class CustomerPolicyFileSchema(models.AbstractModel):
    """Which settings a policy file may carry, for ``tools/policy_file.py``."""

    _name = "customer.policy.file.schema"
    _description = "What a Policy File May Carry"

    @api.model
    def _schema(self):
        """:return: {model: {field: policy_file.Field}} of all settings"""
        names = self.env["customer.policy.rule.mixin"]._policy_rule_models()
        return {name: self._fields_of(self.env[name]) for name in sorted(names)}

    @api.model
    def _fields_of(self, model):
        fields = {
            name: self._field(field) for name, field in model._setting_fields().items()
        }
        for name, part in model._part_fields().items():
            fields[name] = policy_file.Field(
                "parts",
                comodel=part._name,
                parts={
                    below: self._field(field)
                    for below, field in part._setting_fields().items()
                },
            )
        return fields

    @api.model
    def _field(self, field):
        is_own = field.comodel_name in PEOPLE or field.comodel_name in (
            "res.company",
            "customer.policy.clause",
        )
        if field.type == "selection":
            choices = tuple(str(value) for value in field.get_values(self.env))
            return policy_file.Field(
                "selection", is_required=bool(field.required), choices=choices
            )
        if is_own or field.type not in TYPES:
            return policy_file.Field("person")
        return policy_file.Field(
            TYPES[field.type],
            is_translated=bool(field.translate),
            is_required=bool(field.required),
            comodel=field.comodel_name,
        )

    @api.model
    def _problem_text(self, problem):
        """What is wrong in the file, where, and what to do."""
        text = self._problem_texts().get(problem.code, problem.code) % problem.detail
        if not problem.path:
            return text
        return self.env._("%(path)s: %(problem)s", path=problem.path, problem=text)

    @api.model
    def _problem_texts(self):
        return {
            "too_big": self.env._(
                "The file is larger than %(megabytes)s MB. Export it anew."
            ),
            "not_text": self.env._(
                "This is no text file. Choose a file that was exported."
            ),
            "not_json": self.env._(
                "This is no JSON: line %(line)s, column %(column)s cannot be read. "
                "Mend that place, or export the file anew."
            ),
            "not_number": self.env._("%(value)s is no number. Write a number."),
            "twice": self.env._(
                "“%(name)s” stands twice in the same place. Delete one."
            ),
            "format": self.env._(
                "The format is “%(found)s”; only “%(expected)s” can be read. Choose a "
                "file that was exported here."
            ),
            "unknown": self.env._(
                "This is not part of the format. Known here: %(known)s."
            ),
            "missing": self.env._("This is missing. Fill it in."),
            "required": self.env._(
                "This cannot be empty. Fill it in, or leave it out."
            ),
            "type": self.env._("%(expected)s expected, %(found)s found."),
            "too_many": self.env._("There are more than %(most)s. Split the file."),
            "too_long": self.env._(
                "The text is longer than %(most)s characters. Shorten it."
            ),
            "identifier": self.env._(
                "“%(value)s” is no identifier: letters, figures and underscores only."
            ),
            "duplicate_clause": self.env._(
                "Clause %(number)s stands twice. Renumber one."
            ),
            "duplicate_key": self.env._(
                "“%(key)s” stands twice. Write one setting for it."
            ),
            "ref_or_key": self.env._(
                "A setting has either “ref”, a record that is there, or “key”, one of "
                "this file."
            ),
            "clause": self.env._(
                "The policy has no clause %(number)s. Add it, or name another."
            ),
            "model": self.env._("“%(model)s” is no setting of this database."),
            "field": self.env._("“%(model)s” has no setting “%(field)s”."),
            "person": self.env._(
                "“%(field)s” is not taken from a file: people, companies and clauses "
                "are chosen here. Leave it out."
            ),
            "choice": self.env._("“%(value)s” is no choice. Possible: %(choices)s."),
            "key": self.env._("No setting of this file has the key “%(key)s”."),
            "comodel": self.env._("“%(key)s” is of %(model)s; %(wanted)s is expected."),
            "language": self.env._("“%(language)s” is no language. Write e.g. en_US."),
            "circle": self.env._(
                "“%(key)s” refers to a setting that refers back to it. Leave one out."
            ),
        }
