from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL, html2plaintext
from odoo.tools.mail import email_normalize

from ..tools import similarity
from .customer_policy_arguments import records_of, takes


class CustomerComplaint(models.Model):
    """The same matter registered twice: found, and made one."""

    _inherit = "customer.complaint"

    duplicate_ids = fields.Many2many(
        "customer.complaint", "Same Matter?", compute="_compute_duplicate_ids"
    )
    duplicate_count = fields.Integer(compute="_compute_duplicate_ids")

    @api.depends("partner_id", "email", "name", "description", "date_received")
    def _compute_duplicate_ids(self):
        found = self._find_duplicates()
        for complaint in self:
            complaint.duplicate_ids = found[complaint]
            complaint.duplicate_count = len(found[complaint])

    def _find_duplicates(self):
        """Cases of the same customer, not long before or after, that say much the same.

        :return: {case: cases that the user may see}
        """
        candidates = self._candidates()
        texts = {case: case._shingles() for case in candidates | self}
        return {
            case: candidates.filtered(
                lambda other, case=case: (
                    other._origin != case._origin
                    and case._is_of_same_customer(other)
                    and case._is_recent(other)
                    and similarity.similarity(texts[case], texts[other])
                    >= (case.team_id.sudo().duplicate_similarity or 1)
                )
            )
            for case in self
        }

    def _candidates(self):
        days = max(self.team_id.sudo().mapped("duplicate_days"), default=0)
        dates = [date for date in self.mapped("date_received") if date]
        customers = self.sudo().commercial_partner_id
        customers |= self.sudo().partner_id.commercial_partner_id
        emails = [email for email in self.mapped("email") if email]
        if not dates or not (customers or emails):
            return self.browse()
        same = Domain("commercial_partner_id", "in", customers.ids) | Domain(
            "email", "in", emails
        )
        within = Domain("date_received", ">=", min(dates) - timedelta(days=days))
        within &= Domain("date_received", "<=", max(dates) + timedelta(days=days))
        return self.search(same & within & Domain("state", "!=", "cancelled"))

    def _shingles(self):
        text = html2plaintext(self.description or "")
        return similarity.shingles(f"{self.name or ''} {text}"[:10000])

    def _is_of_same_customer(self, other):
        mine = self.sudo().partner_id.commercial_partner_id
        if mine:
            return mine == other.sudo().commercial_partner_id
        email = email_normalize(self.email or "")
        return bool(email) and email == email_normalize(other.email or "")

    def _is_recent(self, other):
        days = timedelta(days=self.team_id.sudo().duplicate_days)
        received = self.date_received or fields.Datetime.now()
        return abs(other.date_received - received) <= days

    # ------------------------------------------------------------------------- actions

    @takes(destination=records_of("customer.complaint"))
    def action_merge(self, destination=None):
        """Make several cases of one matter one.

        :param destination: the case that goes on; else the one received first
        """
        cases = self | (destination or self.browse())
        if len(cases) < 2:
            raise UserError(self.env._("Choose at least two cases of one matter."))
        if not destination:
            destination = cases.sorted(lambda c: (c.date_received, c.id))[:1]
        sources = cases - destination
        cases._begin_act(deciding=True)
        self._check_mergeable(sources, destination)
        destination._take_over(sources)
        return destination

    @api.model
    def _check_mergeable(self, sources, destination):
        cases = sources | destination
        if over := cases.filtered(lambda case: not case.is_open):
            raise UserError(
                self.env._(
                    "%(case)s is over. Only open cases can be made one.",
                    case=over[0].display_name,
                )
            )
        if len(cases.company_id) > 1 or len(cases.sudo().commercial_partner_id) > 1:
            raise UserError(
                self.env._(
                    "These cases are of different customers or companies and cannot be "
                    "made one."
                )
            )

    def _take_over(self, sources):
        """Everything of the sources hangs on this case from now on."""
        self = self.sudo()  # noqa: PLW0642
        sources = sources.sudo()
        self._take_over_people(sources)
        self._take_over_documents(sources)
        self._take_over_clocks(sources)
        sources.write(
            {
                "state": "cancelled",
                "merged_into_id": self.id,
                "date_closed": fields.Datetime.now(),
            }
        )
        self._stand_aside()
        links = ", ".join(sources.mapped("display_name"))
        self.message_post(body=self.env._("Merged with: %(cases)s", cases=links))

    def _take_over_people(self, sources):
        first = min((self | sources).mapped("date_received"))
        values = {
            "date_received": first,
            "respondent_ids": [
                Command.link(employee.id) for employee in sources._respondents()
            ],
            "is_confidential": self.is_confidential
            or any(sources.mapped("is_confidential")),
        }
        if not self.partner_id and not self.is_anonymous:
            values["partner_id"] = sources.partner_id[:1].id
        promises = [day for day in sources.mapped("promise_date") if day]
        if promises:
            values["promise_date"] = min([*promises, self.promise_date or promises[0]])
        self.with_context(mail_notrack=True).write(values)

    def _take_over_documents(self, sources):
        """Messages with their notices, files, activities, followers, ratings, rows."""
        domain = [("res_id", "in", sources.ids)]
        for model, field in (
            ("mail.message", "model"),
            ("ir.attachment", "res_model"),
            ("mail.activity", "res_model"),
            ("rating.rating", "res_model"),
        ):
            records = self.env[model].sudo().with_context(active_test=False)
            # Files of a field are found only when that is asked for.
            own = [(field, "=", self._name)]
            if model == "ir.attachment":
                own += ["|", ("res_field", "=", False), ("res_field", "!=", False)]
            records.search([*own, *domain]).write({"res_id": self.id})
        # Odoo lets nobody move these.
        self.env.cr.execute(
            SQL(
                "UPDATE mail_scheduled_message SET res_id = %s "
                "WHERE model = %s AND res_id IN %s",
                self.id,
                self._name,
                sources._ids,
            )
        )
        self.env["mail.scheduled.message"].invalidate_model(["res_id"])
        followers = sources.message_partner_ids
        if followers:
            self.message_subscribe(partner_ids=followers.ids)
        for model in ("customer.complaint.action", "customer.complaint.decision"):
            rows = self.env[model].sudo().search([("complaint_id", "in", sources.ids)])
            rows.write({"complaint_id": self.id})

    def _take_over_clocks(self, sources):
        """Of two clocks for one step the one that runs out first goes on.

        The other stays with its case as history; a step without a clock gets it.
        """
        mine = {clock.step: clock for clock in self._clocks_of_round()}
        ahead = self._steps_ahead()
        theirs = sources._clocks_of_round().filtered(
            lambda c: not c.date_met and c.step in ahead
        )
        for clock in theirs.sorted("date_deadline"):
            known = mine.get(clock.step)
            if not known:
                clock.write({"complaint_id": self.id, "round": self.reopen_count})
                mine[clock.step] = clock
            elif not known.date_met and clock.date_deadline < known.date_deadline:
                known.write(
                    {
                        "date_start": clock.date_start,
                        "date_deadline": clock.date_deadline,
                        "is_manual": clock.is_manual,
                        "manual_reason": clock.manual_reason,
                        "rule_id": clock.rule_id.id,
                    }
                )
        sources._drop_clocks()
