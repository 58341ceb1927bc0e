from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import penalty_ladder, violation_process
from .customer_policy_arguments import takes, text


class CustomerViolation(models.Model):
    """The step of the ladder: proposed at the hearing, computed at the decision.

    A decision adds one to the count on the employee's row. Whoever decides on the same
    person, or revokes, at the same moment collides there and does it anew, so that two
    violations never take the same step, and what is revoked never counts.
    """

    _inherit = "customer.violation"

    decision_rank = fields.Integer(
        copy=False,
        policy_protected=True,
        help="Place among all decisions against the person.",
    )
    occurrence = fields.Integer(
        copy=False,
        policy_protected=True,
        help="Which one it is, of those that still count.",
    )
    step_id = fields.Many2one(
        "customer.penalty.step",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        policy_protected=True,
    )
    due_occurrence = fields.Integer(
        "Occurrence after a Revocation", copy=False, policy_protected=True
    )
    due_step_id = fields.Many2one(
        "customer.penalty.step",
        "Step after a Revocation",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        policy_protected=True,
        help="An earlier violation was revoked, so that this is the step now.",
    )

    # Decisions against a person, in their order.
    _record_idx = models.UniqueIndex(
        "(employee_id, decision_rank) WHERE decision_rank IS NOT NULL"
        " AND decision_rank > 0"
    )

    # ------------------------------------------------------------------------ actions

    @takes(opinion=text)
    def action_adopt_step(self, opinion=None):
        """Take the step that is due since an earlier violation was revoked."""
        opinion = self._required_reason(opinion)
        self._begin_act(deciding=True)
        for violation in self:
            if not violation.due_step_id:
                raise UserError(
                    self.env._(
                        "The step of %(case)s is right as it is.",
                        case=violation.display_name,
                    )
                )
        for violation in self.sudo():
            violation.penalty_ids._cancel()
            violation.write(
                {
                    "occurrence": violation.due_occurrence,
                    "step_id": violation.due_step_id.id,
                    "due_occurrence": False,
                    "due_step_id": False,
                }
            )
            penalties = violation._create_penalties()
            if violation.state != "decided":
                violation._check_union_notice()
                penalties._take_effect()
                # The notice says something else now.
                violation._request_seal()
        self._note(opinion)
        self.sudo().activity_unlink(
            ["customer_policy.mail_activity_type_violation_step"]
        )

    # ----------------------------------------------------------------------- business

    def _propose_steps(self):
        """What the ladder says today; the officer may set fines within their range."""
        violations = self.sudo()
        found = violations._find_steps()
        for violation in violations:
            violation.occurrence, violation.step_id = found[violation]
        violations.penalty_ids.with_context(violation_redo=True).unlink()
        violations._create_penalties()

    def _decide_steps(self):
        """Take the places that are next, and the steps they lead to."""
        violations = self.sudo().sorted(lambda v: (v.date, v.id))
        violations._take_ranks()
        found = violations._find_steps()
        changed = violations.browse()
        for violation in violations:
            occurrence, step = found[violation]
            if step != violation.step_id:
                changed |= violation
            violation.write({"occurrence": occurrence, "step_id": step.id})
        # Another decision came in between: what was proposed is for another step.
        if changed:
            changed.penalty_ids.with_context(violation_redo=True).unlink()
            changed._create_penalties()

    def _take_ranks(self):
        counts = defaultdict(int)
        for violation in self:
            counts[violation.employee_id.id] += 1
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE hr_employee person
                   SET violation_decision_count =
                       COALESCE(person.violation_decision_count, 0) + decided.number
                  FROM unnest(%s::integer[], %s::integer[]) AS decided (id, number)
                 WHERE person.id = decided.id
             RETURNING person.id, person.violation_decision_count
                """,
                [*counts],
                [*counts.values()],
            )
        )
        last = dict(rows)
        for violation in self[::-1]:
            violation.decision_rank = last[violation.employee_id.id]
            last[violation.employee_id.id] -= 1

    def _collide(self):
        """Decisions of this moment on the same persons come before this, or after."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE hr_employee"
                "   SET violation_decision_count = violation_decision_count"
                " WHERE id = ANY(%s)",
                self.employee_id.ids,
            )
        )

    def _find_steps(self):
        """:return: {violation: (occurrence, step)}"""
        record = self._standing_record()
        found = {}
        for violation in self:
            rank = violation.decision_rank
            before = [
                row
                for row in record[violation.employee_id.id]
                if row.id != violation.id and (not rank or row.decision_rank < rank)
            ]
            found[violation] = violation._step_after(before)
        return found

    def _standing_record(self):
        """:return: {id of the employee: what stands against the person, in order}"""
        ours = self.filtered("decision_rank")
        standing = self.search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("decision_rank", ">", 0),
                ("state", "in", [*violation_process.STANDING]),
            ],
            order="employee_id, decision_rank, id",
        )
        record = defaultdict(list)
        for violation in (standing | ours).sorted("decision_rank"):
            record[violation.employee_id.id].append(violation)
        return record

    def _step_after(self, before):
        """:param before: what was decided before and stands, of the same person"""
        self.ensure_one()
        ladder = self.type_id.ladder_id
        if ladder.counts_over == "type":
            alike = [row for row in before if row.type_id == self.type_id]
        else:
            alike = [row for row in before if row.type_id.ladder_id == ladder]
        occurrence = penalty_ladder.occurrence(
            self.date, [row.date for row in alike], ladder._window()
        )
        number = int(self.severity) if ladder.basis == "severity" else occurrence
        return occurrence, ladder._steps_at(number)[:1]

    def _propose_later_steps(self):
        """One is revoked: those decided after it may be due a lower step."""
        revoked = self.sudo()
        revoked._collide()
        later = revoked.search(
            [
                ("employee_id", "in", revoked.employee_id.ids),
                ("decision_rank", ">", min(revoked.mapped("decision_rank"), default=0)),
                ("state", "in", [*violation_process.STANDING]),
            ]
        )
        for violation, (occurrence, step) in later._find_steps().items():
            same = step == violation.step_id
            violation.write(
                {
                    "due_occurrence": False if same else occurrence,
                    "due_step_id": False if same else step.id,
                }
            )
            if same:
                violation.occurrence = occurrence
            else:
                violation._ask(
                    "customer_policy.mail_activity_type_violation_step",
                    violation._people_who_decide()[:1],
                )

    # ---------------------------------------------------------------------- penalties

    def _create_penalties(self):
        return self.env["customer.penalty"].create(
            [vals for violation in self for vals in violation._prepare_penalties()]
        )

    def _prepare_penalties(self):
        self.ensure_one()
        steps = self.step_id.ladder_id.step_ids.filtered(
            lambda step: step.sequence == self.step_id.sequence
        )
        vals_list = [
            vals
            for step in steps.sorted(lambda step: (step.target != "person", step.id))
            if (vals := self._prepare_penalty(step))
        ]
        paid = any(vals["measure"] == "compensation" for vals in vals_list)
        if self.type_id.has_loss and self.loss_amount and not paid:
            vals_list.append(
                {
                    "violation_id": self.id,
                    "employee_id": self.employee_id.id,
                    "measure": "compensation",
                    "compensation": self.loss_amount,
                }
            )
        return vals_list

    def _prepare_penalty(self, step):
        """The measure of a step, for whom it concerns; nobody, where there is none."""
        employee = self._target(step.target)
        if not employee:
            return None
        lost = self.loss_amount if step.measure == "compensation" else 0
        return {
            "violation_id": self.id,
            "step_id": step.id,
            "employee_id": employee.id,
            "measure": step.measure,
            "fine": self._in_currency(step, step.fine_min) * step.factor,
            "fine_min": self._in_currency(step, step.fine_min) * step.factor,
            "fine_max": self._in_currency(step, step.fine_max) * step.factor,
            "points": step.points * step.factor,
            "compensation": lost,
            "days": step.suspension_days or step.training_days,
        }

    def _in_currency(self, step, amount):
        if not amount or step.currency_id == self.currency_id:
            return amount
        return step.currency_id._convert(
            amount, self.currency_id, self.company_id, self.date
        )

    @api.model
    def _target_fields(self):
        return {
            "person": "employee_id",
            "first_responsible": "first_responsible_id",
            "supervisor": "employee_id.parent_id",
        }

    def _target(self, target):
        return self.mapped(self._target_fields()[target])[:1]
