import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_datetime, plaintext2html

from odoo.addons.phone_validation.models.mail_thread_phone import PHONE_REGEX_PATTERN

from ..tools import phone_digits

LIMIT = 20
CASES = 5


class CustomerComplaintCaller(models.AbstractModel):
    """Who is calling: from a few digits to the customer and what is open with it.

    Everything is read with the rights of who asks. A customer that is hidden from that
    person is not found; a call of it is filed with it nevertheless.
    """

    _name = "customer.complaint.caller"
    _description = "Who Is Calling"

    @api.model
    def find_callers(self, typed):
        """Customers whose number contains what was typed.

        :param typed: any digits of a phone number, in any notation
        :return: ``{"digits": str, "callers": [...], "cases": [...]}``; the cases are
            open ones of this number without a customer
        """
        self._check_staff()
        found = phone_digits.digits(str(typed or ""))[:20]
        parts = phone_digits.parts(str(typed or "")[:60], self._country_codes())
        if not parts:
            return {"digits": found, "callers": [], "cases": []}
        partners = self._partners(parts)
        return {
            "digits": found,
            "callers": self._describe(partners),
            "cases": [self._describe_case(case) for case in self._loose_cases(parts)],
        }

    @api.model
    def register_call(self, values):
        """Register what an unknown caller says, without showing the case.

        The number may be that of a customer who is hidden from the one at the phone:
        then the case is the customer's, and the answer looks no different.

        :param values: ``phone``, ``contact_name``, ``name`` and ``description``
        :return: ``{"number": str}``
        """
        self._check_staff()
        texts = {
            name: str(values.get(name) or "").strip()[:limit]
            for name, limit in (
                ("phone", 60),
                ("contact_name", 200),
                ("name", 200),
                ("description", 10000),
            )
        }
        if not texts["name"]:
            raise UserError(self.env._("Write in a few words what it is about."))
        vals = {**texts, "channel": "phone"}
        vals["description"] = plaintext2html(texts["description"])
        hidden = self._hidden_caller(texts["phone"])
        if hidden:
            vals.update(partner_id=hidden.id, email=False)
        complaints = self.env["customer.complaint"]
        complaints.check_access("create")
        complaint = complaints.sudo().create(vals)
        if hidden:
            # Who must not know the customer cannot go on being responsible.
            complaint.responsible_id = complaint._first_head_not_barred()
        return {"number": complaint.number}

    # ------------------------------------------------------------------------ business

    @api.model
    def _check_staff(self):
        if not self.env.user.has_group("customer_policy.group_user"):
            raise AccessError(self.env._("Only staff look up who is calling."))

    @api.model
    def _country_codes(self):
        codes = self.env.companies.country_id.mapped("phone_code")
        return tuple(str(code) for code in codes if code)

    @api.model
    def _partners(self, parts):
        number = Domain.OR(self._has_digits(part) for part in parts)
        return self.env["res.partner"].search(number, limit=LIMIT, order="id")

    @api.model
    def _has_digits(self, part):
        """Both ways in which a number is kept have an index that serves this.

        The international one has ours, the one as typed that of Odoo's own search by
        phone number, which reads all it finds and so is no use for few digits.
        """

        def to_sql(model, alias, query):
            column = model._field_to_sql(alias, "phone", query)
            return SQL(
                "(%s IS NOT NULL AND %s ILIKE %s)",
                column,
                SQL(
                    "regexp_replace((%s::text), %s::text, ''::text, 'g'::text)",
                    column,
                    PHONE_REGEX_PATTERN,
                ),
                f"%{part}%",
            )

        def predicate(partner):
            return part in re.sub(PHONE_REGEX_PATTERN, "", partner.phone or "")

        return Domain("phone_sanitized", "ilike", part) | Domain.custom(
            to_sql=to_sql, predicate=predicate
        )

    @api.model
    def _loose_cases(self, parts):
        """Open cases of nobody that we know as a customer, called about again."""
        cases = self.env["customer.complaint"].search(
            [("is_open", "=", True), ("partner_id", "=", False), ("phone", "!=", False)]
        )
        return cases.filtered(
            lambda case: any(part in phone_digits.digits(case.phone) for part in parts)
        )[:CASES]

    @api.model
    def _hidden_caller(self, phone):
        """The hidden customer with this number, as the superuser; or none."""
        confidentiality = self.env["customer.confidentiality"]
        partner = self.env["res.partner"]
        if not phone or confidentiality._hides_nobody():
            return partner
        number = self.env.user.partner_id._phone_format(
            number=phone, country=self.env.company.country_id
        )
        found = confidentiality._find_silently(phone=number or phone)
        return found if confidentiality._hidden(found.with_env(self.env)) else partner

    # -------------------------------------------------------------------- what is shown

    @api.model
    def _describe(self, partners):
        customers = partners.commercial_partner_id
        cases = self.env["customer.complaint"].search(
            [("commercial_partner_id", "in", customers.ids), ("is_open", "=", True)],
            order="next_deadline, id",
        )
        by_customer = cases.grouped("commercial_partner_id")
        # Better grades first: they are served first.
        ranked = partners.sorted(
            lambda partner: (
                partner.customer_grade_id.sequence
                if partner.customer_grade_id
                else 999,
                partner.display_name or "",
            )
        )
        return [
            self._describe_caller(
                partner, by_customer.get(partner.commercial_partner_id, cases.browse())
            )
            for partner in ranked
        ]

    @api.model
    def _describe_caller(self, partner, cases):
        grade = partner.customer_grade_id
        return {
            "id": partner.id,
            "name": partner.name or partner.display_name,
            "company": partner.parent_id.display_name or False,
            "phone": partner.phone or "",
            "grade": grade
            and {"name": grade.name, "code": grade.code, "color": grade.color},
            "manager": partner.user_id.name or False,
            "open_count": len(cases),
            "cases": [self._describe_case(case) for case in cases[:CASES]],
        }

    @api.model
    def _describe_case(self, case):
        labels = dict(case._fields["state"]._description_selection(self.env))
        return {
            "id": case.id,
            "number": case.number or "",
            "name": case.name,
            "state": labels[case.state],
            "handler": case.user_id.name or False,
            "promise": case.promise_date and format_date(self.env, case.promise_date),
            "is_promise_broken": case.is_promise_broken,
            "deadline": case.next_deadline
            and format_datetime(self.env, case.next_deadline, dt_format="short"),
            "is_overdue": case.is_overdue,
            "received": fields.Date.to_string(case.date_received),
        }
