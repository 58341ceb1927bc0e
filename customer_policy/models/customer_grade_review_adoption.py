from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import formatLang


class CustomerGradeReview(models.Model):
    """A what-if becomes the scheme's settings."""

    _inherit = "customer.grade.review"

    adopted_by_id = fields.Many2one(
        "res.users", "Adopted by", copy=False, policy_protected=True
    )
    date_adopted = fields.Datetime("Adopted on", copy=False, policy_protected=True)

    def action_adopt(self):
        """Open the dialog that says what would change in the scheme."""
        self.ensure_one()
        self._check_adoptable()
        dialog = self.env["customer.grade.adopt"].create({"review_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Adopt These Settings"),
            "res_model": "customer.grade.adopt",
            "view_mode": "form",
            "target": "new",
            "res_id": dialog.id,
        }

    def _check_adoptable(self):
        self.check_access("write")
        if not self.is_simulation:
            raise UserError(
                self.env._("Only a what-if can be adopted; a review is applied.")
            )
        if self.state != "computed" or self.is_outdated or self.pending_step:
            raise UserError(
                self.env._(
                    "Compute the what-if first, with the settings as they are now: "
                    "adopt only what you have seen."
                )
            )
        if self.date_adopted:
            raise UserError(
                self.env._(
                    "%(review)s has been adopted already.", review=self.display_name
                )
            )

    def _adopt(self, changes):
        """Copy the supposed settings to the scheme.

        :param changes: what the person who decides was shown
        :raise UserError: the scheme is not what it was when they were shown it
        """
        self.ensure_one()
        [review] = self._lock("computed")
        review._check_adoptable()
        if changes != review._adoption_changes():
            raise UserError(
                self.env._(
                    "The scheme or the what-if has been changed meanwhile. Close the "
                    "dialog and look at the changes again."
                )
            )
        review._write_scheme()
        review.scheme_id._check_complete()
        review._note_adoption(changes)
        review.write(
            {"adopted_by_id": self.env.uid, "date_adopted": fields.Datetime.now()}
        )

    def _write_scheme(self):
        scheme = self.scheme_id
        current = scheme.criterion_ids
        supposed = self.simulated_criterion_ids
        # Archived, not deleted: points given by hand hang on them.
        (current - supposed.origin_id).active = False
        scheme.invalidate_recordset(["criterion_ids"])
        criteria = []
        for criterion in supposed:
            origin = criterion.origin_id
            vals = self._changed_vals(criterion, origin)
            if not origin:
                criteria.append(Command.create(criterion._simulation_vals()))
            elif not origin.active:
                # The scheme's list does not show what is archived.
                origin.write({**vals, "active": True})
            elif vals:
                criteria.append(Command.update(origin.id, vals))
        scheme.write(
            {
                "max_steps_down": self.simulated_max_steps_down,
                "min_months_in_grade": self.simulated_min_months,
                "grade_ids": [
                    Command.update(grade.id, {"min_score": min_score})
                    for grade, min_score in self._grade_scores()
                    if grade.min_score != min_score
                ],
                "criterion_ids": criteria,
            }
        )

    def _changed_vals(self, criterion, origin):
        """What differs; a name in another language stays what it is."""
        vals = {
            name: criterion[name]
            for name in criterion._simulation_fields()
            if criterion[name] != origin[name]
        }
        for name, value in vals.items():
            if isinstance(value, models.BaseModel):
                vals[name] = value.id
        if criterion._bracket_pairs() != origin._bracket_pairs():
            vals["bracket_ids"] = [
                Command.clear(),
                *criterion._simulation_vals()["bracket_ids"],
            ]
        return vals

    def _note_adoption(self, changes):
        lines = Markup().join(
            Markup("<li>%s</li>") % self._change_in_words(change) for change in changes
        )
        self.scheme_id._message_log(
            body=Markup("<p>%s</p><ul>%s</ul>")
            % (
                self.env._(
                    "Settings adopted from the what-if %(review)s by %(user)s:",
                    review=self.question or self.display_name,
                    user=self.env.user.name,
                ),
                lines,
            )
        )
        self._message_log(body=self.env._("Adopted as the settings of the scheme."))

    # ----------------------------------------------------------- what would change

    def _adoption_changes(self):
        """:return: list of dicts ``what``, ``before``, ``after``, in people's words"""
        scheme = self.scheme_id
        changes = [
            self._change(grade.name, "min_score", grade.min_score, min_score)
            for grade, min_score in self._grade_scores()
        ]
        origins = self.simulated_criterion_ids.origin_id & scheme.criterion_ids
        for criterion in self.simulated_criterion_ids.sorted():
            if criterion.origin_id in origins:
                changes += self._criterion_changes(criterion, criterion.origin_id)
            else:
                changes.append(
                    {
                        "what": criterion.display_name,
                        "before": "",
                        "after": self.env._(
                            "new criterion, weight %(weight)s",
                            weight=f"{criterion.weight:g}",
                        ),
                    }
                )
        changes += [
            {
                "what": criterion.display_name,
                "before": self.env._(
                    "weight %(weight)s", weight=f"{criterion.weight:g}"
                ),
                "after": self.env._("archived"),
            }
            for criterion in scheme.criterion_ids - origins
        ]
        for name, value in zip(
            ("max_steps_down", "min_months_in_grade"), self._limits(), strict=True
        ):
            changes.append(
                self._change("", name, scheme[name], value, scheme._fields[name])
            )
        return [change for change in changes if change]

    def _criterion_changes(self, criterion, origin):
        changes = [
            self._change(
                origin.display_name,
                name,
                self._shown(origin, name),
                self._shown(criterion, name),
                origin._fields[name],
            )
            for name in criterion._simulation_fields()
            if name != "sequence"
        ]
        changes.append(
            self._change(
                origin.display_name,
                "bracket_ids",
                self._brackets_in_words(origin),
                self._brackets_in_words(criterion),
                origin._fields["bracket_ids"],
            )
        )
        return changes

    def _change(self, subject, name, before, after, field=None):
        if before == after:
            return None
        field = field or self.env["customer.grade"]._fields[name]
        label = field._description_string(self.env)
        return {
            "what": f"{subject}: {label}" if subject else label,
            "before": self._in_words(before),
            "after": self._in_words(after),
        }

    def _in_words(self, value):
        if isinstance(value, bool):
            return self.env._("yes") if value else self.env._("no")
        return f"{value:g}" if isinstance(value, int | float) else value

    def _shown(self, record, name):
        field = record._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(record[name], "")
        if field.relational:
            return record[name].display_name or ""
        if field.type == "char":
            return record[name] or ""
        return record[name]

    def _brackets_in_words(self, criterion):
        return ", ".join(
            self.env._(
                "from %(value)s: %(points)s",
                value=formatLang(self.env, value, digits=0 if value % 1 == 0 else 2),
                points=f"{points:g}",
            )
            for value, points in criterion._bracket_pairs()
        )

    def _change_in_words(self, change):
        return f"{change['what']}: {change['before'] or '-'} → {change['after'] or '-'}"
