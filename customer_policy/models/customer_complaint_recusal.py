import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .customer_complaint_process import OFFICER


class CustomerComplaint(models.Model):
    """Whoever is complained of stands aside, whatever role he or she has.

    The case does not exist for them: a global record rule asks ``is_recused``, and
    ``customer.confidentiality`` hides what hangs on the case. They are cut off what
    they had of it, and those below them do not decide over them.
    """

    _inherit = "customer.complaint"

    is_recused = fields.Boolean(
        compute="_compute_is_recused", search="_search_is_recused"
    )

    @api.depends("respondent_ids")
    @api.depends_context("uid")
    def _compute_is_recused(self):
        recused = self._recused_users()
        for complaint in self:
            ids = recused.get(complaint._origin.id, ())
            complaint.is_recused = self.env.uid in ids

    def _search_is_recused(self, operator, value):
        if operator != "in":
            return NotImplemented
        operator = "in" if True in value else "not in"
        return [("id", operator, self._recused_sql(self.env.uid))]

    @api.model
    def _recused_sql(self, uid):
        """SELECT of the ids of the cases in which a user is complained of."""
        respondents = self._fields["respondent_ids"]
        return SQL(
            """(
                SELECT recusal.complaint_id
                  FROM customer_complaint_respondent_rel recusal
                  JOIN hr_employee respondent ON respondent.id = recusal.employee_id
                 WHERE respondent.user_id = %s
            )""",
            uid,
            to_flush=[respondents, self.env["hr.employee"]._fields["user_id"]],
        )

    def _check_respondents(self, commands):
        """They are written for people who may not look into staff records.

        Those choose from what everybody knows of employees.
        """
        self.env["hr.employee"]._check_chosen(commands)

    # ----------------------------------------------------------------- who stands aside

    def _respondents(self):
        """Those who have left are still complained of."""
        return self.sudo().with_context(active_test=False).respondent_ids

    def _recused_users(self):
        """:return: {id of the case: ids of the users who are complained of}"""
        return {
            complaint._origin.id: set(complaint._respondents().user_id.ids)
            for complaint in self
        }

    def _barred_users(self):
        """Those complained of and all who work below them.

        :return: {id of the case: ids of users}
        """
        barred = self._recused_users()
        below = self._people_below(self._respondents())
        for complaint in self:
            for respondent in complaint._respondents():
                barred[complaint._origin.id] |= below[respondent.id]
        return barred

    @api.model
    def _people_below(self, employees):
        """:return: {id of an employee: ids of the users of those below}"""
        return employees._users_below()

    def _kept_from(self, uid):
        """The cases of which a user must not know that they exist."""
        recused = self._recused_users()
        return self.filtered(lambda complaint: uid in recused[complaint.id])

    # -------------------------------------------------------------------------- checks

    def _check_not_about_oneself(self):
        recused = self._recused_users()
        if any(self.env.uid in ids for ids in recused.values()):
            raise UserError(
                self.env._(
                    "You are complained of yourself in this case. Let a colleague "
                    "register it."
                )
            )

    def _check_not_barred(self, deciding):
        """Refuse acts of those who stand aside; in superuser mode, too."""
        barred = self._barred_users() if deciding else self._recused_users()
        for complaint in self:
            if self.env.uid in barred[complaint.id]:
                raise AccessError(
                    self.env._(
                        "You stand aside in this case: it concerns you or somebody you "
                        "work for."
                    )
                )

    @api.constrains("user_id")
    def _check_handler(self):
        handled = self.filtered("user_id")
        barred = handled._barred_users()
        hidden = self.env["customer.confidentiality"]._hidden_from(
            handled.sudo().partner_id, handled.user_id
        )
        for complaint in handled:
            user = complaint.user_id
            if user.id in barred[complaint.id]:
                self._refuse_handler(
                    user, self.env._("stands aside in this case"), complaint
                )
            if complaint.sudo().partner_id in hidden[user].sudo():
                self._refuse_handler(
                    user, self.env._("may not see this customer"), complaint
                )
            if not user.sudo()._has_group(OFFICER):
                self._refuse_handler(
                    user, self.env._("is no complaint officer"), complaint
                )

    @api.model
    def _refuse_handler(self, user, reason, complaint):
        raise ValidationError(
            self.env._(
                "%(user)s %(reason)s and cannot handle it. Choose another handler.",
                user=user.sudo().name,
                reason=reason,
            )
        )

    # ------------------------------------------------------------------- standing aside

    def _stand_aside(self):
        """The people complained of changed: others take over, they are cut off."""
        barred = self._barred_users()
        complaints = self.sudo()
        for complaint in complaints:
            if complaint.responsible_id.id in barred[complaint.id]:
                complaint.responsible_id = complaint._first_head_not_barred()
        left = complaints.filtered(lambda c: c.user_id.id in barred[c.id])
        if left:
            left.user_id = False
            left._assign_handlers()
            for complaint in left.filtered(lambda c: not c.user_id):
                complaint.user_id = complaint._first_head_not_barred()
        complaints._reassign_actions()
        complaints._cut_off_recused()

    def _reassign_actions(self):
        """What those complained of were to put right, others do."""
        recused = self._recused_users()
        for complaint in self:
            theirs = complaint.action_ids.filtered(
                lambda action, ids=recused[complaint.id]: (
                    action.state == "open" and action.user_id.id in ids
                )
            )
            if theirs:
                heir = complaint.user_id or complaint._first_head_not_barred()
                theirs.user_id = heir or complaint.team_id.manager_id

    def _cut_off_recused(self):
        cut = self.env["customer.confidentiality.cut"].sudo()
        users = self.env["res.users"].sudo()
        recused = self._recused_users()
        for complaint in self:
            people = users.browse(recused[complaint.id])
            if not people:
                continue
            if complaint.access_token and people.partner_id & (
                complaint.message_partner_ids
                | complaint.first_responsible_id.partner_id
            ):
                complaint.access_token = str(uuid.uuid4())
            cut._cut_off(complaint, people, complaint.user_id)

    # ---------------------------------------------------------------------------- mail

    def message_post(self, *, partner_ids=None, message_type="notification", **kwargs):
        if partner_ids and message_type == "comment":
            self._check_nobody_recused(self.env["res.partner"].browse(partner_ids))
        return super().message_post(
            partner_ids=partner_ids, message_type=message_type, **kwargs
        )

    def _check_nobody_recused(self, partners):
        """Say so to who writes: leaving people out silently would mislead."""
        users = partners.sudo().user_ids
        for ids in self._recused_users().values():
            for user in users.filtered(lambda user, ids=ids: user.id in ids):
                raise UserError(
                    self.env._(
                        "%(user)s stands aside in this case. Choose somebody else.",
                        user=user.name,
                    )
                )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        recused = set().union(*self._recused_users().values())
        if not recused:
            return recipients
        people = self.env["res.users"].sudo().browse(recused).partner_id
        return [one for one in recipients if one["id"] not in people._ids]
