from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .customer_confidentiality_trust import (
    has_trust,
)
from .customer_visit import AHEAD
from .customer_visit_calendar import SYNCED

LINKS = ("visit_id", "visit_partner_id")
# Computed by Odoo: given with each row, or empty for a meeting of some hours.
FILLED = {
    "stop",
    "duration",
    "start_date",
    "stop_date",
    "res_model",
    "videocall_location",
}
TIMES = ("start", "stop", "start_date", "stop_date", "allday", "duration")


class CalendarEvent(models.Model):
    """The meeting of a visit: moved with it, and moving it."""

    _inherit = "calendar.event"

    visit_id = fields.Many2one(
        "customer.visit",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
        groups="customer_policy.group_user",
    )
    # It decides who sees the meeting: asked for everybody.
    visit_partner_id = fields.Many2one(
        "res.partner",
        "Customer Visited",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_visit_links(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_visit_links(vals)
        if has_trust(self.env, SYNCED):
            return super().write(vals)
        if vals.get("active") is False:
            self._end_visits()
        res = super().write(vals)
        if not set(TIMES).isdisjoint(vals):
            self._move_visits()
        return res

    def unlink(self):
        if not has_trust(self.env, SYNCED):
            self._end_visits()
        return super().unlink()

    def _check_visit_links(self, vals):
        """Only a visit makes a meeting its own."""
        if not self.env.su and any(vals.get(name) for name in LINKS):
            raise AccessError(
                self.env._("A meeting gets its visit when the visit is confirmed.")
            )

    def _of_visits(self):
        """The events among these that belong to a visit, as their user may."""
        found = self.sudo().filtered("visit_id")
        if found and not self.env.su:
            found.visit_id.with_env(self.env).check_access("write")
        return found

    def _move_visits(self):
        for event in self._of_visits():
            visit = event.visit_id.with_env(self.env)
            ends = (visit.sudo().date_planned, visit.sudo().date_planned_end)
            if ends != (event.start, event.stop):
                visit._follow_event(event.start, event.stop)

    def _end_visits(self):
        visits = self._of_visits().visit_id
        if over := visits.filtered(
            lambda visit: visit.state not in (*AHEAD, "cancelled")
        ):
            if not self.env.su:
                raise UserError(
                    self.env._(
                        "The visit %(number)s is over: its meeting stays.",
                        number=over[0].number,
                    )
                )
        visits.with_env(self.env)._leave_calendar()

    def _is_only_rows(self):
        """Whether a meeting and its one attendee are all there is."""
        self.ensure_one()
        if len(self.attendee_ids) != 1 or len(self.partner_ids) != 1:
            return False
        if self.message_follower_ids or self.activity_ids or self.message_ids:
            return False
        return not any(
            self[name]
            for name, field in self._fields.items()
            if field.type == "many2many" and field.store and name != "partner_ids"
        )

    def _stored_by_others(self):
        """Columns that other add-ons compute from what a meeting says."""
        return [
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.column_type
            if name not in FILLED
        ]
