from datetime import timedelta
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ..tools.visit_places import NOWHERE, Place, has_coordinates
from ..tools.visit_plan import schedule
from ..tools.visit_want import NO_PERFORMER, Fixed, Want
from .customer_visit_plan_gap import NOT_CLEARED

# More visits than these are planned in the background, ways and insert included.
LARGE = 20_000
# What somebody promised comes before what rules ask for.
FIRST_OF_ALL = 1000
WITHOUT_GRADE = 9999


class Facts(NamedTuple):
    """What a plan has to know of a customer."""

    id: int
    user: int
    sponsor: int
    weekday: str
    latitude: float
    longitude: float
    city: str
    area: str
    is_classified: bool
    grade: int
    rank: int


class CustomerVisitPlan(models.Model):
    """From what is due to who goes when."""

    _inherit = "customer.visit.plan"

    def _generate_or_queue(self):
        start = self._first_day()
        settings = self.env["customer.visit.planning"]._of(self.company_id)
        situation = self._situation(start)
        rules = self._rules()
        needs = self._needs(rules, situation, start, settings)
        if len(needs) > LARGE and not self.env.context.get("visit_plan_at_once"):
            self._queue("generate")
            return
        self._generate(start, settings, situation, rules, needs)

    def _first_day(self):
        """Today's visits are under way: planning begins tomorrow."""
        return max(self.date_from, self._today() + timedelta(days=1))

    def _generate(self, start, settings, situation, rules, needs):
        facts = self._facts({n.customer for n in needs} | {n.partner for n in needs})
        charge, barred = self._in_charge(rules, needs, facts)
        users = self.env["res.users"].browse(
            {user for people in charge for user in people}
            | {row.user for row in situation.movable + situation.fixed if row.user}
        )
        users = users.exists()
        able = self._performers(users)
        if self.user_ids:
            able &= self.user_ids
        places, numbers, bases = self._places(needs, facts, situation, able, settings)
        people = self._people(able, start, settings, bases)
        moment, when = self._clocks(start, self._zones(users))
        kinds = {rule.id: rule.visit_type_id for rule in rules}
        kinds[0] = self._call_type()
        now = self._places_now(needs, situation, when)
        candidates, gaps = self._candidates(charge, barred, people)
        wants = self._wants(start, rules, needs, kinds, facts, candidates, numbers, now)
        plan = schedule(
            wants,
            people.values(),
            places,
            self._fixed(situation, numbers, people, when),
            settings._travel(),
            start.weekday(),
            taken=self._meetings(people, start, when),
        )
        keys = {_key(need): number for number, need in enumerate(needs)}
        slots = {keys[key]: slot for key, slot in plan.placed.items()}
        gaps.update({keys[key]: reason for key, reason in plan.gaps.items()})
        rows = {number: row for number, (row, _place) in now.items()}
        self._store(needs, slots, gaps, rows, situation, kinds, facts, charge, moment)
        if self.travel_minutes != plan.travel:
            self.travel_minutes = plan.travel

    def _candidates(self, charge, barred, people):
        """:return: ({number of the need: ids of users}, {number: why there is none})"""
        candidates, gaps = {}, {}
        for number, users in enumerate(charge):
            able = [user for user in users if user in people]
            allowed = [user for user in able if user not in barred.get(number, ())]
            if allowed:
                candidates[number] = allowed
            else:
                gaps[number] = NOT_CLEARED if able else NO_PERFORMER
        return candidates, gaps

    def _wants(self, start, rules, needs, kinds, facts, candidates, numbers, now):
        """The most urgent: by the rule, then the most overdue, then the best grade."""
        priority = {rule.id: rule.priority for rule in rules}
        minutes = {key: max(round(k.duration * 60), 1) for key, k in kinds.items() if k}
        on_site = {key: kind.is_on_site for key, kind in kinds.items() if kind}
        wants = []
        for number, users in candidates.items():
            need = needs[number]
            about = facts[need.customer]
            urgency = -priority.get(need.rule, FIRST_OF_ALL)
            wants.append(
                Want(
                    key=_key(need),
                    duration=minutes[need.rule],
                    first=(need.first - start).days,
                    last=(need.last - start).days,
                    people=users,
                    rank=(urgency, -need.overdue, about.rank or WITHOUT_GRADE),
                    by=(need.by - start).days,
                    on_site=on_site[need.rule],
                    place=numbers.get(need.partner, NOWHERE),
                    weekday=int(about.weekday) if about.weekday else None,
                    now=now[number][1] if number in now else None,
                )
            )
        return wants

    # ----------------------------------------------------------------- who is to do it

    def _in_charge(self, rules, needs, facts):
        """Of each need, who is in charge, and who of those must not do it.

        :return: (list of ids of users, {number of the need: ids})
        """
        performer = {rule.id: rule.performer for rule in rules}
        teams = {}
        if "service_team" in performer.values():
            teams = self._teams(list(facts))
        promised = self._promised(needs)
        acting = self._acting(rules, needs, facts)
        charge = []
        for need in needs:
            about = facts[need.customer]
            kind = performer.get(need.rule)
            if kind == "service_team":
                team = teams.get(need.customer, [])
                # Evenly, and the same again.
                turn = need.customer % len(team) if team else 0
                people = team[turn:] + team[:turn]
            elif kind == "role":
                people = acting(need)
            elif kind == "executive_sponsor":
                people = [about.sponsor]
            elif kind == "account_manager":
                people = [about.user]
            else:
                people = [promised.get(need.event[1]), about.user]
            charge.append([user for user in dict.fromkeys(people) if user])
        return charge, self._barred(needs, charge, facts)

    def _promised(self, needs):
        ids = [n.event[1] for n in needs if n.event and n.event[0] == "promise"]
        return {
            visit.id: visit.user_id.id
            for visit in self.env["customer.visit"].sudo().browse(ids)
        }

    def _barred(self, needs, charge, facts):
        """Who must not know the customer, or stands aside in the complaint."""
        secret = {n.customer for n in needs if facts[n.customer].is_classified}
        secret |= {n.partner for n in needs if facts[n.partner].is_classified}
        barred = {}
        everybody = self.env["res.users"].browse({u for some in charge for u in some})
        hidden = {}
        if secret:
            found = self.env["customer.confidentiality"]._hidden_from(
                self.env["res.partner"].browse(sorted(secret)), everybody
            )
            hidden = {user.id: set(partners._ids) for user, partners in found.items()}
        complaints = {
            n.event[1] for n in needs if n.event and n.event[0] == "complaint"
        }
        aside = {}
        if complaints:
            cases = self.env["customer.complaint"].sudo().browse(sorted(complaints))
            aside = cases._barred_users()
            officers = set(cases._officers().ids)
            for case in cases.filtered("is_confidential"):
                aside[case.id] = aside[case.id] | set(everybody.ids) - officers
        for number, need in enumerate(needs):
            ids = {
                user
                for user in charge[number]
                if hidden and {need.customer, need.partner} & hidden.get(user, set())
            }
            if need.event and need.event[0] == "complaint":
                ids |= set(aside.get(need.event[1], ())) & set(charge[number])
            if ids:
                barred[number] = ids
        return barred

    def _teams(self, customers):
        field = self.env["res.partner"]._fields["service_user_ids"]
        rows = self.env.execute_query(
            SQL(
                "SELECT %(one)s, array_agg(%(two)s ORDER BY %(two)s) FROM %(rel)s"
                " WHERE %(one)s = ANY(%(ids)s) AND %(people)s GROUP BY 1",
                one=SQL.identifier(field.column1),
                two=SQL.identifier(field.column2),
                rel=SQL.identifier(field.relation),
                ids=customers,
                people=self._in_people(SQL.identifier(field.column2)),
            )
        )
        return dict(rows)

    def _facts(self, ids):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id, partner.user_id, partner.executive_sponsor_id,
                       partner.visit_weekday, partner.partner_latitude,
                       partner.partner_longitude,
                       CASE WHEN trim(partner.city) <> '' THEN
                            concat_ws('/', partner.country_id,
                                      lower(trim(partner.city))) END,
                       NULLIF(trim(partner.zip), ''),
                       partner.confidentiality_level > '0',
                       partner.customer_grade_id, grade.sequence
                  FROM res_partner partner
                  LEFT JOIN customer_grade grade ON grade.id = partner.customer_grade_id
                 WHERE partner.id = ANY(%s)
                """,
                list(ids),
            )
        )
        return {row[0]: Facts(*row) for row in rows}

    # ------------------------------------------------------------------ where and when

    def _places(self, needs, facts, situation, users, settings):
        """:return: (places, {id of a contact: its place}, {id of a user: its base})"""
        places, numbers, bases = [], {}, {}
        for need in needs:
            if need.partner in numbers:
                continue
            place = _place(facts[need.partner])
            if not place.is_known():
                place = _place(facts[need.customer])
            numbers[need.partner] = len(places)
            places.append(place)
        others = {row.partner for row in situation.fixed if row.is_on_site}
        for partner, about in self._facts(others - numbers.keys()).items():
            numbers[partner] = len(places)
            places.append(_place(about))
        if settings.start_from == "work":
            at = self._work_places(users)
            for partner, about in self._facts(set(at.values())).items():
                place = _place(about)
                if has_coordinates(place) or place.city:
                    for user in (u for u, where in at.items() if where == partner):
                        bases[user] = len(places)
                    places.append(place)
        return places, numbers, bases

    def _work_places(self, users):
        """:return: {id of a user: id of the contact where he or she works}"""
        employees = self._employees(users)
        company = self.company_id.partner_id
        return {
            user.id: ((user in employees and employees[user].address_id) or company).id
            for user in users
        }

    def _places_now(self, needs, situation, when):
        """Which visit that may be moved answers which need.

        :return: {number of the need: (row, (user, day, minutes))}
        """
        exact, loose, found = {}, {}, {}
        for row in situation.movable:
            key = (row.customer, row.rule or 0, row.event or ())
            exact.setdefault((*key, row.due_from), []).append(row)
        left = []
        for number, need in enumerate(needs):
            key = (need.customer, need.rule, need.event or ())
            rows = exact.get((*key, need.known_by))
            if rows:
                found[number] = rows.pop(0)
            else:
                left.append((number, key))
        for (*key, _due), rows in exact.items():
            loose.setdefault(tuple(key), []).extend(rows)
        for number, key in left:
            if loose.get(key):
                found[number] = loose[key].pop(0)
        return {
            number: (row, row.user and (row.user, *when(row.user, row.moment)))
            for number, row in found.items()
        }

    def _fixed(self, situation, numbers, people, when):
        for row in situation.fixed:
            if row.user in people:
                day, minutes = when(row.user, row.moment)
                place = numbers.get(row.partner, NOWHERE) if row.is_on_site else NOWHERE
                yield Fixed(row.user, day, minutes, row.minutes, place)


def _place(about):
    return Place(about.latitude, about.longitude, about.city, about.area)


def _key(need):
    return need.customer, need.rule, need.known_by, need.event or ()
