import re
from datetime import timedelta

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .customer_access_mixin import WATCHERS
from .customer_policy_arguments import takes, text

REVIEW_ACTIVITY = "customer_policy.mail_activity_type_emergency_review"
PHONE = re.compile(r"[\d\s()+./-]{6,}")


class CustomerAccessGrant(models.Model):
    """Break-glass: access at once, told to the custodians at once, reviewed later.

    The person names a customer that it cannot see. What fails tells nothing: not
    whether there is none, several, or one that is visible anyway. Each try is kept.
    """

    _inherit = "customer.access.grant"

    is_emergency = fields.Boolean("Emergency", copy=False, policy_protected=True)
    finding = fields.Selection(
        [
            ("opened", "Opened"),
            ("none", "No hidden customer of that name or number"),
            ("several", "Several hidden customers"),
            ("hold", "The person's access is on hold"),
        ],
        copy=False,
        policy_protected=True,
        groups=WATCHERS,
        help="What came of the try. The person does not read it.",
    )
    review_state = fields.Selection(
        [
            ("pending", "To Review"),
            ("justified", "Justified"),
            ("abuse", "Abuse"),
        ],
        "Later Review",
        copy=False,
        policy_protected=True,
        groups=WATCHERS,
    )
    reviewer_id = fields.Many2one(
        "res.users", copy=False, policy_protected=True, groups=WATCHERS
    )
    date_reviewed = fields.Datetime(copy=False, policy_protected=True, groups=WATCHERS)
    review_note = fields.Text(copy=False, policy_protected=True, groups=WATCHERS)

    _review_idx = models.Index("(review_state) WHERE review_state = 'pending'")

    # ---------------------------------------------------------------------- actions

    @takes(request_text=text, reason=text)
    def action_break_glass(self, request_text=None, reason=None):
        """Open the one hidden customer that these words name exactly.

        :return: the grant, or the record of the try with state ``refused``
        """
        self._check_may_break_glass()
        if self:
            attempt = self._locked()
            attempt._check_state("requested")
        else:
            attempt = self.sudo().create(
                {
                    "request_words": self._required_words(request_text),
                    "reason_words": self._required_reason(reason),
                    "is_emergency": True,
                }
            )
        attempt.ensure_one()
        if attempt.user_id != self.env.user:
            raise AccessError(
                self.env._("Emergency access is for oneself. Ask for the other person.")
            )
        partners, finding = attempt._find_hidden()
        if finding == "opened":
            attempt._open_in_emergency(partners)
        else:
            attempt._fail(finding)
        return attempt.sudo(False)

    @takes(verdict=text, note=text)
    def action_review(self, verdict=None, note=None):
        """Say whether emergencies were ones.

        :param verdict: ``justified``, or ``abuse``, which also ends the access
        """
        self._check_custodian()
        if verdict not in ("justified", "abuse"):
            raise UserError(self.env._("Decide: justified, or abuse."))
        note = self._required_reason(note)
        grants = self._locked()
        if grants.filtered(lambda grant: grant.review_state != "pending"):
            raise UserError(self.env._("This is reviewed already, or no emergency."))
        grants._check_is_not_for_oneself()
        for grant in grants:
            self._check_custodian(grant.level)
        grants.write(
            {
                "review_state": verdict,
                "reviewer_id": self.env.uid,
                "date_reviewed": fields.Datetime.now(),
                "review_note": note,
            }
        )
        if verdict == "abuse":
            grants.filtered(lambda grant: grant.state == "granted")._revoke(note)
        grants.activity_unlink([REVIEW_ACTIVITY])
        return True

    def action_review_justified(self):
        return self._ask_for_reason("justified", "grant_ids")

    def action_review_abuse(self):
        return self._ask_for_reason("abuse", "grant_ids")

    # --------------------------------------------------------------------- business

    def _check_may_break_glass(self):
        if not self.env.user.has_group("customer_policy.group_break_glass"):
            raise AccessError(
                self.env._(
                    "You are not among those who may take emergency access. Request "
                    "access instead; a custodian decides."
                )
            )

    def _find_hidden(self):
        """:return: (contacts of one hidden customer, what was found)"""
        confidentiality = self.env["customer.confidentiality"]
        if self.env.uid in confidentiality._held_ids(self.env.user):
            return self.env["res.partner"], "hold"
        Partner = self.env["res.partner"].with_user(SUPERUSER_ID)
        Partner.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id FROM customer_policy_classified classified"
                " JOIN res_partner p ON p.id = classified.id WHERE %s AND %s",
                confidentiality._hidden_sql("p"),
                self._names_sql(self.request_words),
            )
        )
        partners = Partner.browse(partner_id for (partner_id,) in rows)
        customers = partners.commercial_partner_id
        if len(customers) > 1:
            return self.env["res.partner"], "several"
        return partners, "opened" if partners else "none"

    def _names_sql(self, words):
        """Exact, but for case and the signs in a telephone number."""
        words = words.strip()
        columns = ("confidential_code", "name", "complete_name", "email", "ref", "vat")
        conditions = [
            SQL("lower(btrim(%s)) = lower(%s)", SQL.identifier("p", column), words)
            for column in (*columns, "email_normalized")
        ]
        if PHONE.fullmatch(words):
            digits = re.sub(r"\D", "", words)
            conditions.append(
                SQL(r"regexp_replace(p.phone, '\D', '', 'g') = %s", digits)
            )
        return SQL("(%s)", SQL(" OR ").join(conditions))

    def _open_in_emergency(self, partners):
        customer = partners.commercial_partner_id
        level = max((partners | customer).mapped("confidentiality_level"))
        setting = self.env["customer.confidentiality.level"]._of(level)
        now = fields.Datetime.now()
        self.write(
            {
                "state": "granted",
                "is_emergency": True,
                "finding": "opened",
                "review_state": "pending",
                "partner_id": customer.id,
                "level": level,
                "date_from": now,
                "date_to": now + timedelta(hours=setting.emergency_hours),
                "date_decided": now,
            }
        )
        self._take_effect()
        self._note_act(self.partner_id, "emergency", note=self._log_note())
        watchers = self._watchers() - self.user_id
        self._forget_activities()
        self._remind(REVIEW_ACTIVITY, watchers)
        self._tell(watchers, self._emergency_text, record=self, urgent=True)

    def _fail(self, finding):
        self.write(
            {
                "state": "refused",
                "is_emergency": True,
                "finding": finding,
                "date_decided": fields.Datetime.now(),
                "decision_note": self.env._("Nothing was opened."),
            }
        )
        self._note_act(self.env["res.partner"], "emergency", note=self._log_note())
        self._forget_activities()
        watchers = self._watchers() - self.user_id
        self._tell(watchers, self._failed_try_text, record=self)

    # ------------------------------------------------------------------------- mail

    def _announce_request(self):
        return super(
            CustomerAccessGrant, self.filtered(lambda g: not g.sudo().is_emergency)
        )._announce_request()

    def _emergency_text(self, reader):
        return (
            reader.env._("Emergency access taken"),
            reader.env._(
                "%(person)s has opened %(code)s by emergency access. Review it: "
                "Secrecy, Emergency Access.",
                person=self.user_id.name,
                code=self.partner_id.confidential_code,
            ),
        )

    def _failed_try_text(self, reader):
        return (
            reader.env._("Emergency access tried"),
            reader.env._(
                "%(person)s tried to take emergency access; nothing was opened.",
                person=self.user_id.name,
            ),
        )
