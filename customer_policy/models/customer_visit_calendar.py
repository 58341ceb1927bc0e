from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .customer_confidentiality_trust import (
    has_trust,
    with_trust,
)
from .customer_visit import AHEAD

# One moves the other, and not back again. A request cannot bring this.
SYNCED = "customer_visit_synced"
SHOWN = ("date_planned", "duration", "user_id", "partner_id")


class CustomerVisit(models.Model):
    """A confirmed visit stands in the calendar; moving one moves the other.

    All employees can read meetings: the event is called by the visit's number, has no
    text and no place, and the customer comes to it only when asked for.
    """

    _inherit = "customer.visit"

    event_ids = fields.One2many("calendar.event", "visit_id", "Meetings", copy=False)
    is_customer_invited = fields.Boolean(
        "Invite the Customer",
        copy=False,
        help="The customer is an attendee of the meeting and gets an invitation.",
    )

    def write(self, vals):
        res = super().write(vals)
        if not has_trust(self.env, SYNCED) and not set(SHOWN).isdisjoint(vals):
            self._move_events()
        return res

    def _put_into_calendar(self):
        """Meetings for those that have none."""
        there = self._events().visit_id
        missing = self.filtered(lambda v: v.user_id and v not in there).sudo()
        if not missing:
            return
        settings = self.env["customer.visit.setting"]
        invites = {
            company: settings._for(company).invites_customers
            for company in missing.company_id
        }
        invited = missing.filtered(lambda v: v._is_inviting(invites))
        (missing - invited)._create_events()
        if invited:
            self._calendar(quiet=False).create(
                [visit._event_values(is_invited=True) for visit in invited]
            )

    def _is_inviting(self, invites):
        """:param invites: {company: whether it invites to every visit}"""
        return self.is_customer_invited or invites[self.company_id]

    def _events(self):
        events = self.env["calendar.event"].sudo()
        return events.search([("visit_id", "in", self.ids)]).with_env(self.env(su=True))

    def _calendar(self, quiet=True):
        """Meetings as the superuser, without mails where ``quiet``."""
        events = self.env["calendar.event"].sudo()
        events = with_trust(events, SYNCED).with_context(
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_notrack=True,
            mail_auto_subscribe_no_notify=True,
            # Everybody can read what it says: no names, no telephone numbers.
            skip_contact_description=True,
        )
        if not quiet:
            return events
        return events.with_context(
            dont_notify=True,
            no_mail_to_attendees=True,
            skip_attendee_notification=True,
        )

    def _event_values(self, is_invited=False):
        people = self.user_id.partner_id
        if is_invited:
            people |= self.partner_id
        return {
            "name": self.number,
            "visit_id": self.id,
            "visit_partner_id": self.partner_id.id,
            "user_id": self.user_id.id,
            "partner_ids": [fields.Command.set(people.ids)],
            "start": self.date_planned,
            "stop": self.date_planned + timedelta(hours=self.duration),
        }

    def _move_events(self):
        """To where the visits are now; what changes alike is written at once."""
        changes = {}
        for event in self.sudo()._events():
            visit = event.visit_id
            # A customer who was invited hears that it is at another time.
            is_quiet = visit.partner_id not in event.partner_ids or bool(
                self.env["res.company"]._customer_policy_trial_of(visit)
            )
            values = visit._event_changes(event)
            key = (is_quiet, repr(values))
            changes.setdefault(key, (values, []))[1].append(event.id)
        for (is_quiet, _repr), (values, event_ids) in changes.items():
            events = self.sudo()._calendar(is_quiet).browse(event_ids)
            if values is None:
                events.unlink()
            elif values:
                events.write(values)

    def _event_changes(self, event):
        """:return: what an event lacks to be that of the visit; None if it is to go"""
        self.ensure_one()
        if not self.user_id:
            return None
        wanted = {
            "start": self.date_planned,
            "stop": self.date_planned + timedelta(hours=self.duration),
            "visit_partner_id": self.partner_id.id,
        }
        there = {
            "start": event.start,
            "stop": event.stop,
            "visit_partner_id": event.visit_partner_id.id,
        }
        values = {name: v for name, v in wanted.items() if there[name] != v}
        if event.user_id != self.user_id:
            values["user_id"] = self.user_id.id
            values["partner_ids"] = [
                fields.Command.unlink(event.user_id.partner_id.id),
                fields.Command.link(self.user_id.partner_id.id),
            ]
        return values

    def _take_from_calendar(self):
        events = self.sudo()._events()
        events.with_env(self._calendar().env).unlink()

    def _follow_event(self, start, stop):
        """Somebody moved the meeting of this visit."""
        self.ensure_one()
        if self.state not in AHEAD:
            raise UserError(
                self.env._(
                    "The visit %(number)s is over: its meeting stays where it is.",
                    number=self.number,
                )
            )
        hours = (stop - start).total_seconds() / 3600
        visit = with_trust(self.sudo(), SYNCED)
        visit.write({"date_planned": start, "duration": hours, "is_touched": True})

    def _leave_calendar(self):
        """Somebody took the meeting out of the calendar: the visit is not fixed yet."""
        fixed = self.sudo().filtered(lambda visit: visit.state == "confirmed")
        fixed.write(
            {"state": "planned", "date_confirmed": False, "confirmed_by_id": False}
        )
