from contextlib import suppress

from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..models.customer_policy_change_mixin import ChangeOrigin
from ..tools import policy_file
from .customer_policy_file_plan import TEXTS
from .customer_policy_file_values import MODULE


class _Undo(Exception):
    """What was tried is undone."""


class CustomerPolicyFileApply(models.AbstractModel):
    """Carry out what was planned, with the rights of whoever asks for it."""

    _name = "customer.policy.file.apply"
    _description = "Carrying Out a Policy File"
    _inherit = ["customer.policy.file.plan"]

    @api.model
    def _try(self, document, plan, company):
        """Refuse, in the plan, what the settings themselves would not accept."""
        with suppress(_Undo), self.env.cr.savepoint():
            self.with_context(tracking_disable=True, mail_notrack=True)._apply(
                document, plan, company, is_trial=True
            )
            raise _Undo
        self.env.invalidate_all()

    @api.model
    def _apply(self, document, plan, company, origin="import", is_trial=False):
        """:return: the policy, after all that acts in the plan was done"""
        worker = self.with_context(policy_change_origin=ChangeOrigin(origin))
        policy, clauses = worker._apply_policy(document, plan, company)
        made = worker._resolve(document, company)
        acting = [item for item in plan.items if item.model not in TEXTS]
        for item in acting:
            if not item.acts:
                continue
            problem = worker._apply_item(document, item, made, clauses, company)
            if not problem:
                continue
            if not is_trial:
                raise UserError(
                    self.env._(
                        "%(path)s, “%(setting)s”: %(problem)s",
                        path=item.path,
                        setting=item.name,
                        problem=problem,
                    )
                )
            item.refuse(problem)
        worker._archive_former(plan.former)
        worker._check_settings(acting, made)
        return policy

    @api.model
    def _apply_item(self, document, item, made, clauses, company):
        """:return: why it cannot be, else nothing"""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._write_item(document, item, made, clauses, company)
        except (UserError, ValidationError, AccessError) as error:
            return str(error)
        except IntegrityError as error:
            model = self.env[item.model]
            return model._sql_error_to_message(error)
        except KeyError as error:
            return self.env._(
                "It refers to “%(ref)s”, which is not here.", ref=error.args[0]
            )
        return None

    # ----------------------------------------------------------------------- the policy

    @api.model
    def _apply_policy(self, document, plan, company):
        """:return: (policy, {number: clause})"""
        texts = [item for item in plan.items if item.model in TEXTS]
        policy = plan.policy.with_env(self.env)
        if not policy:
            policy = self.env["customer.policy"].create(
                {
                    "number": document["policy"]["number"],
                    "company_id": company.id,
                    **self._english("customer.policy", texts[0].values),
                }
            )
            self._write_texts(policy, texts[0].values)
        elif plan.is_next_version:
            policy = policy.sudo()._create_next_version().with_env(self.env)
        if texts[0].write:
            self._write_texts(policy, texts[0].write)
        policy.sudo().file_code = policy_file.code_of(document)
        return policy, self._apply_clauses(policy, texts[1:])

    @api.model
    def _apply_clauses(self, policy, items):
        clauses = {clause.number: clause for clause in policy.clause_ids}
        new = [item for item in items if item.is_new]
        places = {id(item): place for place, item in enumerate(items, start=1)}
        made = self.env["customer.policy.clause"].create(
            [
                {
                    "policy_id": policy.id,
                    "number": item.key,
                    "sequence": 10 * places[id(item)],
                    **self._english("customer.policy.clause", item.values),
                }
                for item in new
            ]
        )
        for item, clause in zip(new, made, strict=True):
            self._write_texts(clause, item.values)
            clauses[item.key] = clause
        for item in items:
            if item.write:
                clause = clauses[item.key]
                plain = {k: v for k, v in item.write.items() if k == "source"}
                if plain:
                    clause.write(plain)
                self._write_texts(clause, item.write)
        return clauses

    # --------------------------------------------------------------------- the settings

    @api.model
    def _write_item(self, document, item, made, clauses, company):
        model = self.env[item.model]
        values = {k: v for k, v in item.write.items() if k != "clause_id"}
        clause = clauses.get(item.clause)
        if not item.is_new:
            record = item.record.with_env(self.env)
            vals = self._vals(record, values, made)
            if "clause_id" in item.write:
                vals["clause_id"] = clause.id
            if vals:
                record.write(vals)
            self._write_all_texts(record, values, made)
            return
        vals = {**self._english(item.model, values), **self._vals(model, values, made)}
        if clause:
            vals["clause_id"] = clause.id
        field = model._fields.get("company_id")
        if field and not field.related and (company or not field.required):
            vals["company_id"] = company.id
        record = model.create(vals)
        self._write_all_texts(record, values, made)
        made[item.key] = record
        self._make_findable(document, item.key, record, company)

    @api.model
    def _make_findable(self, document, key, record, company):
        """So that doing it again finds the record."""
        name = self._name_of_key(document, key, company).removeprefix(f"{MODULE}.")
        self.env["ir.model.data"].sudo().create(
            {
                "module": MODULE,
                "name": name,
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
        )

    @api.model
    def _vals(self, record, values, made):
        """Values of the file as ``write`` takes them, translated texts aside."""
        vals = {}
        for name, value in values.items():
            field = record._fields[name]
            if field.translate:
                continue
            target = self._target(record, name, value, made)
            if field.type == "one2many":
                vals[name] = self._part_commands(record, name, target)
            elif field.type == "many2many":
                vals[name] = [Command.set(target)]
            else:
                vals[name] = target or False if field.comodel_name else target
        return vals

    @api.model
    def _part_commands(self, record, name, wanted):
        """Change the parts that are meant, take the others away, add the rest."""
        below = record.sudo().with_context(active_test=False)[name]
        pairs = self._pairs(below, below._setting_values(), wanted)
        commands = [Command.delete(part.id) for part, target in pairs if target is None]
        met = [target for _part, target in pairs if target is not None]
        commands += [
            Command.update(part.id, self._without_texts(below, target))
            for part, target in pairs
            if target
        ]
        commands += [
            Command.create(self._without_texts(below, target))
            for target in wanted
            if not any(target is one for one in met)
        ]
        return commands

    @api.model
    def _check_settings(self, items, made):
        """What only holds for several settings together, such as weights."""
        by_model = {}
        for item in items:
            record = made.get(item.key) if item.is_new else item.record
            if item.acts and record:
                by_model.setdefault(item.model, set()).add(record.id)
        for name, ids in by_model.items():
            self.env[name].browse(ids).exists()._check_imported()

    # ----------------------------------------------------------------- translated texts

    @api.model
    def _english(self, model, values):
        """What a record is created with; the other languages follow."""
        return {
            name: self._texts_given(value).get("en_US", "")
            if self.env[model]._fields[name].translate
            else value
            for name, value in values.items()
            if self.env[model]._fields[name].type in ("char", "text", "html")
        }

    @api.model
    def _without_texts(self, parts, target):
        return {k: v for k, v in target.items() if not parts._fields[k].translate}

    @api.model
    def _write_all_texts(self, record, values, made):
        """Those of the record and those of its parts."""
        self._write_texts(record, values)
        for name, value in values.items():
            if record._fields[name].type != "one2many":
                continue
            wanted = self._target(record, name, value, made)
            parts = record.sudo().with_context(active_test=False)[name]
            for part, target in self._pairs(parts, parts._setting_values(), wanted):
                self._write_texts(part.with_env(self.env), target or {})

    @api.model
    def _write_texts(self, record, values):
        """Each text in its language, as it stands: no term is taken for another's."""
        texts = {
            name: self._texts_given(value)
            for name, value in values.items()
            if record._fields[name].translate
        }
        if not texts:
            return
        with record._kept_changes(texts):
            quiet = record._without_keeping()
            for name, given in texts.items():
                field = record._fields[name]
                quiet.with_context(lang="en_US").write(
                    {name: given.get("en_US") or False}
                )
                stored = record._stored_translations([name])[record.id][name]
                cached = {
                    k: field.convert_to_cache(v, record) for k, v in given.items()
                }
                if stored | cached != stored:
                    field._update_cache(
                        quiet.with_context(prefetch_langs=True),
                        {**stored, **cached},
                        dirty=True,
                    )
                    quiet.modified([name])
                    quiet.flush_recordset([name])
                    quiet.invalidate_recordset([name])
