from hashlib import sha256
from hmac import new as hmac

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessDenied

SYSTEM = "base.group_system"
# A suspension is on somebody's record: colleagues do not read it here either.
READERS = (
    "customer_policy.group_violation_officer,"
    "customer_policy.group_violation_general_manager,"
    "customer_policy.group_auditor,hr.group_hr_user"
)


class ResUsers(models.Model):
    """Suspended people get in by no door, from their first to their last day.

    Who is suspended is a short list in the registry's cache and the rest is the clock:
    no request of anybody costs a query, and access comes back by itself.
    """

    _inherit = "res.users"

    is_suspended = fields.Boolean(
        compute="_compute_is_suspended",
        search="_search_is_suspended",
        groups=READERS,
    )

    def _compute_is_suspended(self):
        for user in self:
            user.is_suspended = bool(user._suspended_until())

    def _search_is_suspended(self, operator, value):
        if operator != "in":
            return NotImplemented
        # A field with a search method is not checked by the framework.
        self._check_field_access(self._fields["is_suspended"], "read")
        people = self.sudo().browse(self.env["customer.penalty"]._suspensions())
        ids = people.exists().filtered(lambda user: user._suspended_until()).ids
        return [("id", "in" if True in value else "not in", ids)]

    # ---------------------------------------------------------------------- business

    def _suspended_until(self):
        """:return: the end of the suspension of this moment, or None"""
        if self._origin.id in (False, SUPERUSER_ID):
            return None
        spans = self.env["customer.penalty"]._suspensions().get(self._origin.id)
        if not spans:
            return None
        now = fields.Datetime.now()
        ends = [end for _id, begin, end in spans if begin <= now < end]
        if not ends or self._is_last_administrator():
            return None
        return max(ends)

    def _is_last_administrator(self):
        """Somebody must be able to get in: then a suspension does not act."""
        administrators = self._administrators()
        if self._origin not in administrators:
            return False
        now = fields.Datetime.now()
        return not any(
            not user._is_suspended_at(now) for user in administrators - self._origin
        )

    @api.model
    def _administrators(self):
        people = self.env.ref(SYSTEM).sudo().all_user_ids
        return people.filtered(lambda u: u.active and u.id != SUPERUSER_ID)

    def _is_suspended_at(self, moment):
        spans = self.env["customer.penalty"]._suspensions().get(self.id, ())
        return any(begin <= moment < end for _id, begin, end in spans)

    def _is_suspended_within(self, first, last):
        """Whether the person is suspended on any of the days."""
        begin = fields.Datetime.to_datetime(first)
        end = fields.Datetime.to_datetime(last)
        spans = self.env["customer.penalty"]._suspensions().get(self.id, ())
        return any(start <= end and begin <= stop for _id, start, stop in spans)

    def _refuse_suspended(self):
        # Asked at the door, when nobody is anybody yet.
        user = self.with_user(self).sudo()
        if until := user._suspended_until():
            raise AccessDenied(user._suspended_text(until))

    def _suspended_text(self, until):
        env = self.env(context={"lang": self.lang})
        moment = fields.Datetime.context_timestamp(self.with_context(tz=self.tz), until)
        return env._(
            "You are suspended and cannot log in before %(day)s. The notice says why "
            "and how to appeal; ask HR for your personal link to it.",
            day=fields.Date.to_string(moment.date()),
        )

    # ------------------------------------------------------------------------- doors

    def authenticate(self, credential, user_agent_env):
        auth_info = super().authenticate(credential, user_agent_env)
        self.browse(auth_info["uid"])._refuse_suspended()
        return auth_info

    def _check_credentials(self, credential, env):
        """Whoever proves to be the person, and only who does, is told."""
        auth_info = super()._check_credentials(credential, env)
        self.env.user._refuse_suspended()
        return auth_info

    @api.model
    def _check_uid_passwd(self, uid, passwd):
        """The parent remembers who was let in: ask after it, each time."""
        res = super()._check_uid_passwd(uid, passwd)
        self.browse(uid)._refuse_suspended()
        return res

    def _compute_session_token(self, sid):
        """Sessions end with the first day, and those of before stay closed."""
        token = super()._compute_session_token(sid)
        if not token:
            return token
        if self._suspended_until():
            return False
        now = fields.Datetime.now()
        spans = self.env["customer.penalty"]._suspensions().get(self.id, ())
        begun = [
            penalty for penalty, begin, end in spans if begin <= now and begin < end
        ]
        if begun and not self._is_last_administrator():
            return hmac(token.encode(), str(begun).encode(), sha256).hexdigest()
        return token
