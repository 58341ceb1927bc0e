import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq, is_html_empty

from ..tools import complaint_process

# All that people from outside may read of a case, by whatever call: what is not named
# here, also what other add-ons bring, is internal.
PORTAL_FIELDS = frozenset(
    """
    id display_name number name kind state portal_state is_open partner_id contact_name
    description date_received date_answered date_closed promise_date company_id
    access_url
    """.split()
)
# Steps of which a customer is told; the report is made for the management.
PORTAL_STEPS = ("acknowledge", "responsible", "plan", "put_right", "answer", "close")
# In plain words where a case stands.
PORTAL_STATES = [
    ("received", "Received"),
    ("accepted", "Somebody takes care of it"),
    ("investigating", "We are looking into it"),
    ("executing", "We are putting it right"),
    ("waiting", "We are waiting for you"),
    ("answered", "Answered"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
    ("merged", "Joined with another case"),
]
PORTAL_STATE_OF = {
    "new": "received",
    "accepted": "accepted",
    "investigating": "investigating",
    "proposed": "investigating",
    "approved": "executing",
    "executing": "executing",
    "answered": "answered",
    "closed": "closed",
    "unfounded": "closed",
    "cancelled": "cancelled",
}


class CustomerComplaint(models.Model):
    """What customers see of their cases: on the portal, and by a personal link."""

    _inherit = "customer.complaint"

    access_token = fields.Char(default=lambda self: str(uuid.uuid4()))
    portal_state = fields.Selection(
        PORTAL_STATES,
        "State for the Customer",
        compute="_compute_portal_state",
        compute_sudo=True,
    )
    tracking_url = fields.Char(
        "Personal Link",
        compute="_compute_tracking_url",
        help="Opens the customer's page of this case without logging in. Give it only "
        "to the customer.",
    )

    @api.depends("state", "is_waiting", "merged_into_id")
    def _compute_portal_state(self):
        for complaint in self:
            state = PORTAL_STATE_OF[complaint.state]
            if complaint.merged_into_id:
                state = "merged"
            elif complaint.is_waiting and complaint.is_open:
                state = "waiting"
            complaint.portal_state = state

    @api.depends("access_token")
    @api.depends_context("uid")
    def _compute_tracking_url(self):
        real = self.filtered(lambda c: isinstance(c.id, int))
        handed_out = real._filtered_access("write")
        handed_out |= real.filtered(
            lambda c: self.env.user in (c.first_responsible_id, c.user_id)
        )
        for complaint in self:
            if complaint in handed_out and not self.env.user.share:
                url = complaint.sudo().get_portal_url()
                complaint.tracking_url = complaint.get_base_url() + url
            else:
                complaint.tracking_url = False

    # -------------------------------------------------------------------------- access

    @api.model
    def _portal_fields(self):
        """Names of the fields that people from outside may read."""
        return PORTAL_FIELDS

    @api.model
    def _has_field_access(self, field, operation):
        if not self.env.su and self.env.user.share:
            if operation != "read" or field.name not in self._portal_fields():
                return False
        return super()._has_field_access(field, operation)

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Odoo groups by a many2many whoever asks."""
        name = groupby_spec.split(":")[0].split(".")[0]
        if field := self._fields.get(name):
            self._check_field_access(field, "read")
        return super()._read_group_groupby(alias, groupby_spec, query)

    def get_portal_url(self, *args, **kwargs):
        """With the token it lets in whoever has it: a colleague is not given it."""
        self.check_access("read")
        if self.env.su or not self.env.user.share:
            return super().get_portal_url(*args, **kwargs)
        return self.access_url

    def _get_share_url(self, *args, share_token=True, **kwargs):
        share_token = share_token and (self.env.su or not self.env.user.share)
        return super()._get_share_url(*args, share_token=share_token, **kwargs)

    def _is_valid_token(self, access_token):
        token = self.sudo().access_token
        return bool(access_token and token) and consteq(token, access_token)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Messages from outside come in by the page or by mail, nowhere else."""
        if message_operation == "create" and not self.env.su and self.env.user.share:
            return dict.fromkeys(self, "write")
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    def _is_same_complainant(self, other):
        """Whether who complains here may see the other case, too."""
        mine, theirs = self.sudo(), other.sudo()
        if mine.partner_id or theirs.partner_id:
            same = mine.commercial_partner_id == theirs.commercial_partner_id
            return mine.partner_id == theirs.partner_id or (
                same and not theirs.is_confidential
            )
        return mine._is_of_same_customer(theirs)

    # --------------------------------------------------------------------- on the page

    def _portal_clocks(self):
        """The steps of which a customer is told, with what was promised and kept."""
        self.ensure_one()
        order = {step: place for place, step in enumerate(PORTAL_STEPS)}
        clocks = self._clocks_of_round().filtered(lambda clock: clock.step in order)
        return clocks.sorted(lambda clock: order[clock.step])

    def _portal_reply(self):
        """The answer, once it was given: not the draft of one."""
        self.ensure_one()
        complaint = self.sudo()
        over = complaint.state in ("answered", "closed", "unfounded")
        given = over and not is_html_empty(complaint.reply)
        return complaint.reply if given else False

    def _customer_bounds(self):
        return self.sudo().team_id._customer_bounds()

    def _ended_at(self):
        self.ensure_one()
        complaint = self.sudo()
        return complaint.date_closed or complaint.date_answered

    def _is_in_time(self):
        """Whether the customer can still object to how it ended."""
        self.ensure_one()
        ended = self._ended_at()
        days = self._customer_bounds()["reopen_days"]
        return bool(ended) and fields.Datetime.now() <= ended + timedelta(days=days)

    def _is_reopened_by_customer(self):
        """Whether the customer can have it taken up again now."""
        self.ensure_one()
        case = self.sudo()
        target = complaint_process.next_state(case.kind, "reopen", case.state)
        return target is not None and self._is_in_time()
