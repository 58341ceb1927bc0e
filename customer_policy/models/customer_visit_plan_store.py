from odoo import fields, models
from odoo.tools import SQL

from ..tools.bulk_insert import bulk_insert, reserve_ids

COLUMNS = (
    "id",
    "number",
    "partner_id",
    "commercial_partner_id",
    "grade_id",
    "user_id",
    "visit_type_id",
    "rule_id",
    "complaint_id",
    "occasion_id",
    "promised_by_id",
    "date_planned",
    "duration",
    "date_due_from",
    "date_due_until",
)
GAP_COLUMNS = (
    "partner_id",
    "rule_id",
    "visit_type_id",
    "user_id",
    "complaint_id",
    "date_due_from",
    "date_due_until",
    "overdue_days",
    "reason",
)


class CustomerVisitPlan(models.Model):
    """Write what a plan comes to: only what has changed, all of it in one go."""

    _inherit = "customer.visit.plan"

    def _store(self, needs, slots, gaps, rows, situation, kinds, facts, charge, moment):
        new, changed, merged = [], [], []
        for number in sorted(slots):
            need, slot = needs[number], slots[number]
            kind = kinds[need.rule]
            values = (
                slot.person,
                kind.id,
                need.rule or None,
                moment(slot.person, slot.day, slot.start),
                kind.duration,
                need.known_by,
                max(need.by, need.known_by),
            )
            row = rows.get(number)
            if row is None:
                new.append((need, values))
            else:
                if values != _values_of(row):
                    changed.append((row.id, *values))
                if need.rules != row.rules:
                    merged.append((row.id, need.rules))
        kept = {rows[number].id for number in slots if number in rows}
        gone = [row.id for row in situation.movable if row.id not in kept]
        # First what goes: a visit of the same rule and days may come in its place.
        self.env["customer.visit"].sudo().browse(gone).unlink()
        self._update_visits(changed)
        merged += self._insert_visits(new, facts)
        self._store_merged(merged)
        gap_count = self._store_gaps(needs, gaps, kinds, charge)
        if new or changed or gone or merged or gap_count:
            self.env.invalidate_all()
            self._note_result(len(new), len(changed), len(gone), len(gaps))

    def _insert_visits(self, new, facts):
        """:return: [(id, further rules it serves)]"""
        if not new:
            return []
        cr = self.env.cr
        ids = reserve_ids(cr, "customer_visit", len(new))
        numbers = self.env["customer.visit"]._draw_visit_numbers(
            self.company_id, [values[3] for _need, values in new]
        )

        def lines():
            for place, number, (need, values) in zip(ids, numbers, new, strict=True):
                user, kind, rule, moment, duration, due_from, due_until = values
                about, event = facts[need.partner], need.event or ("", None)
                yield (
                    place,
                    number,
                    need.partner,
                    need.customer,
                    about.grade,
                    user,
                    kind,
                    rule,
                    event[1] if event[0] == "complaint" else None,
                    event[1] if event[0] == "occasion" else None,
                    event[1] if event[0] == "promise" else None,
                    moment,
                    duration,
                    due_from,
                    due_until,
                )

        same = {
            "plan_id": self.id,
            "company_id": self.company_id.id,
            "state": "planned",
            **self._made_now(),
            **self._stored_defaults(),
        }
        bulk_insert(cr, "customer_visit", COLUMNS, lines(), same)
        return [
            (place, need.rules)
            for place, (need, _values) in zip(ids, new, strict=True)
            if need.rules
        ]

    def _stored_defaults(self):
        """Booleans that the ORM would compute."""
        visits = self.env["customer.visit"]
        return {
            name: False
            for name, field in visits._fields.items()
            if field.store and field.compute and field.type == "boolean"
        }

    def _made_now(self):
        now = fields.Datetime.now()
        user = self.env.uid
        return {
            "create_uid": user,
            "create_date": now,
            "write_uid": user,
            "write_date": now,
        }

    def _update_visits(self, changed):
        if not changed:
            return
        ids, users, types, rules, moments, hours, due_from, due_until = map(
            list, zip(*changed, strict=True)
        )
        # Set the days aside: two visits of a rule may change places.
        self.env.cr.execute(
            SQL(
                "UPDATE customer_visit SET date_due_from = NULL WHERE id = ANY(%s)", ids
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_visit visit
                   SET user_id = new.user_id, visit_type_id = new.type_id,
                       rule_id = new.rule_id, date_planned = new.moment,
                       duration = new.hours, date_due_from = new.due_from,
                       date_due_until = new.due_until,
                       write_uid = %(uid)s, write_date = %(now)s
                  FROM unnest(%(ids)s, %(users)s, %(types)s, %(rules)s::int[],
                              %(moments)s::timestamp[], %(hours)s::float8[],
                              %(due_from)s::date[], %(due_until)s::date[])
                       AS new (id, user_id, type_id, rule_id, moment, hours,
                               due_from, due_until)
                 WHERE visit.id = new.id
                """,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                ids=ids,
                users=users,
                types=types,
                rules=rules,
                moments=moments,
                hours=hours,
                due_from=due_from,
                due_until=due_until,
            )
        )

    def _store_merged(self, merged):
        if not merged:
            return
        cr, table = self.env.cr, "customer_visit_merged_rule_rel"
        cr.execute(
            SQL(
                "DELETE FROM customer_visit_merged_rule_rel WHERE visit_id = ANY(%s)",
                [place for place, _rules in merged],
            )
        )
        pairs = [(place, rule) for place, rules in merged for rule in rules]
        bulk_insert(cr, table, ("visit_id", "rule_id"), pairs)

    # ---------------------------------------------------------------- what did not fit

    def _store_gaps(self, needs, gaps, kinds, charge):
        """:return: how many lines came or went"""
        wanted = set()
        for number, reason in gaps.items():
            need = needs[number]
            event = need.event or ("", None)
            wanted.add(
                (
                    need.partner,
                    need.rule or None,
                    kinds[need.rule].id,
                    charge[number][0] if charge[number] else None,
                    event[1] if event[0] == "complaint" else None,
                    need.known_by,
                    max(need.by, need.known_by),
                    need.overdue,
                    reason,
                )
            )
        columns = SQL(", ").join(map(SQL.identifier, GAP_COLUMNS))
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM customer_visit_plan_gap WHERE plan_id = %s",
                columns,
                self.id,
            )
        )
        there = {tuple(values): place for place, *values in rows}
        gone = [place for values, place in there.items() if values not in wanted]
        if gone:
            self.env.cr.execute(
                SQL("DELETE FROM customer_visit_plan_gap WHERE id = ANY(%s)", gone)
            )
        new = sorted(wanted - there.keys(), key=str)
        same = {
            "plan_id": self.id,
            "company_id": self.company_id.id,
            **self._made_now(),
        }
        bulk_insert(self.env.cr, "customer_visit_plan_gap", GAP_COLUMNS, new, same)
        return len(gone) + len(new)

    def _note_result(self, new, changed, gone, gaps):
        """Numbers only: who reads the chatter may not know each customer."""
        self.write(
            {
                "date_generated": fields.Datetime.now(),
                "new_count": new,
                "changed_count": changed,
                "gone_count": gone,
                "left_count": gaps,
            }
        )


def _values_of(row):
    """In the order of what ``_store`` compares."""
    return (
        row.user,
        row.type,
        row.rule,
        row.moment,
        row.duration,
        row.due_from,
        row.due_until,
    )
