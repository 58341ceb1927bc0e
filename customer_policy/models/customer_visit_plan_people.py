from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import models

from ..tools.visit_places import NOWHERE
from ..tools.visit_want import Person

DAY = 24 * 60


class CustomerVisitPlan(models.Model):
    """Who is there when, by everybody's own working hours and leave."""

    _inherit = "customer.visit.plan"

    def _calendar_days(self, start):
        return (self.date_to - start).days + 1

    def _performers(self, users):
        """Those who can be sent at all: staff who are there and not suspended."""
        away = {
            user_id
            for user_id in self.env["customer.penalty"]._suspensions()
            if users.browse(user_id)._suspended_until()
        }
        return users.sudo().filtered(
            lambda user: (
                user.active
                and not user.share
                and user.id not in away
                and self.company_id in user.company_ids
            )
        )

    def _people(self, users, start, settings, bases):
        """:return: {id of a user: ``Person``}"""
        zones = self._zones(users)
        work = self._work(users, start, zones)
        number = self._calendar_days(start)
        earliest = round(settings.day_start * 60)
        capacity = max(round(settings.hours_per_day * 60), 0)
        people = {}
        for user in users:
            slots = [[] for _day in range(number)]
            for begin, end in work.get(user.id, ()):
                for day, first, last in _split(begin, end, start):
                    if 0 <= day < number and last > (first := max(first, earliest)):
                        slots[day].append((first, last))
            minutes = [capacity if parts else 0 for parts in slots]
            people[user.id] = Person(
                user.id, slots, minutes, bases.get(user.id, NOWHERE)
            )
        return people

    def _employees(self, users):
        """:return: {user: the employee in the company of the plan}"""
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("user_id", "in", users.ids),
                    ("company_id", "=", self.company_id.id),
                ]
            )
        )
        return {employee.user_id: employee for employee in employees}

    def _zones(self, users):
        """:return: {id of a user: time zone}"""
        company = self.company_id.resource_calendar_id.tz
        employees = self._employees(users)
        zones = {}
        for user in users:
            employee = employees.get(user)
            name = (employee and employee.tz) or user.tz or company or "UTC"
            zones[user.id] = pytz.timezone(name)
        return zones

    def _work(self, users, start, zones):
        """One look at each calendar, whatever the number of people.

        :return: {id of a user: [(begin, end)]} in the person's time
        """
        employees = self._employees(users)
        own, common = defaultdict(list), self.company_id.resource_calendar_id
        for user in users:
            employee = employees.get(user)
            own[(employee and employee.resource_calendar_id) or common].append(user)
        begin = pytz.utc.localize(datetime.combine(start, time()) - timedelta(days=1))
        end = begin + timedelta(days=self._calendar_days(start) + 2)
        work = {}
        for calendar, members in own.items():
            if not calendar:
                continue
            found = self._intervals(calendar, members, employees, begin, end)
            for user in members:
                zone = zones[user.id]
                work[user.id] = [
                    (first.astimezone(zone), last.astimezone(zone))
                    for first, last in found[user]
                ]
        return work

    def _intervals(self, calendar, users, employees, begin, end):
        """Hours of the calendar without public holidays and everybody's own leave."""
        resources = {
            user: employees[user].resource_id if user in employees else None
            for user in users
        }
        people = (
            self.env["resource.resource"]
            .sudo()
            .union(*filter(None, resources.values()))
        )
        calendar = calendar.sudo()
        # Who works flexibly is planned for in the hours of the company.
        flexible = people.filtered(lambda one: one.calendar_id != calendar)
        work = calendar._work_intervals_batch(begin, end, people - flexible)
        leaves = {}
        if flexible:
            leaves = calendar._leave_intervals_batch(begin, end, flexible)
        intervals = {}
        for user, resource in resources.items():
            if resource and resource in flexible:
                found = work[False] - leaves[resource.id]
            else:
                found = work[resource.id if resource else False]
            intervals[user] = [(first, last) for first, last, _source in found]
        return intervals

    # ------------------------------------------------------------------------- moments

    def _clocks(self, start, zones):
        """A function from (user, day, minutes) to a moment, and the one back."""
        midnights = {}

        def midnight(user_id, day):
            zone = zones[user_id]
            if (zone, day) not in midnights:
                # As clocks show it during the day, should they be changed at night.
                noon = datetime.combine(start + timedelta(days=day), time(12))
                moment = zone.localize(noon).astimezone(pytz.utc).replace(tzinfo=None)
                midnights[zone, day] = moment - timedelta(hours=12)
            return midnights[zone, day]

        def moment(user_id, day, minutes):
            return midnight(user_id, day) + timedelta(minutes=minutes)

        def place(user_id, when):
            local = pytz.utc.localize(when).astimezone(zones[user_id])
            day = (local.date() - start).days
            return day, round((when - midnight(user_id, day)).total_seconds() / 60)

        return moment, place


def _split(begin, end, start):
    """Working time by days: night shifts are cut at midnight."""
    day = begin.date()
    while day <= end.date():
        first = _minutes(begin) if day == begin.date() else 0
        last = _minutes(end) if day == end.date() else DAY
        if first < last:
            yield (day - start).days, first, last
        day += timedelta(days=1)


def _minutes(moment):
    # Whole minutes: a working day that ends at 23:59:59 ends before midnight.
    return moment.hour * 60 + moment.minute
