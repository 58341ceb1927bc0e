from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import email_normalize, plaintext2html

from ..models.customer_complaint import FINAL
from ..tools import complaint_process, complaint_sheet, incoming_mail, metric_sheet
from .customer_complaint_import import COLUMNS, CUSTOMER, REQUIRED

TEXTS = ("cause", "conclusion", "phone")
CHOICES = ("kind", "channel", "severity")
# How far a case may be that is still to be handled; what comes after is decided here.
RUNNING = ("new", "accepted", "investigating")
# A reference that the public form makes by itself.
RESERVED = "form:"


class CustomerComplaintImport(models.TransientModel):
    """What does a row say?

    Everything that rows name is looked up once, for all of them.
    """

    _inherit = "customer.complaint.import"

    def _read(self):
        """:return: ([(row number, values)] of new cases, [(row number, cells)] of
        those that are here, [(row number, what is wrong)])
        """
        rows = self._cells_of(COLUMNS, REQUIRED)
        known_references = self._known("source_reference", "external_reference", rows)
        fresh, known = [], []
        for number, cells in rows:
            reference = metric_sheet.text(cells["external_reference"])
            target = known if reference in known_references else fresh
            target.append((number, cells))
        found = self._look_up(fresh)
        new, errors, seen = [], [], {}
        for (number, cells), customer in zip(fresh, found["customers"], strict=True):
            try:
                values = self._row_values(cells, customer, found)
                for key in ("source_reference", "number"):
                    self._check_once(values.get(key), (key, values.get(key)), seen)
            except UserError as error:
                errors.append((number, str(error)))
                continue
            for key in ("source_reference", "number"):
                seen[key, values.get(key)] = number
            new.append((number, values))
        return self._without_bad_handlers(new, errors), known, sorted(errors)

    def _check_once(self, value, key, seen):
        if value and key in seen:
            raise UserError(
                self.env._(
                    "“%(value)s” stands in row %(row)s, too.",
                    value=value,
                    row=seen[key],
                )
            )

    # --------------------------------------------------------------------- looking up

    def _known(self, field, column, rows):
        """What of a column is here already, whoever may see those cases."""
        values = {metric_sheet.text(cells.get(column)) for _number, cells in rows}
        found = (
            self.env["customer.complaint"]
            .sudo()
            .search_fetch(
                [
                    ("company_id", "=", self.env.company.id),
                    (field, "in", list(values - {""})),
                ],
                [field],
            )
        )
        return set(found.mapped(field))

    def _look_up(self, rows):
        complaint = self.env["customer.complaint"]
        company = [("company_id", "in", [self.env.company.id, False])]
        own = [("company_id", "=", self.env.company.id)]
        users = self._texts(rows, "handler")
        mails = {
            name for text in self._texts(rows, "complained_of") for name in _list(text)
        }
        return {
            "numbers": self._known("number", "number", rows),
            "customers": self._customers(rows),
            "category": self._by_name("customer.complaint.category", company),
            "team": self._by_name("customer.complaint.team", own),
            "handler": {
                user.login.casefold(): user
                for user in self.env["res.users"]
                .sudo()
                .search([("login", "in", list(users)), ("share", "=", False)])
            },
            "employee": {
                employee.work_email.casefold(): employee.id
                # Those who have left are complained of, too.
                for employee in self.env["hr.employee.public"]
                .with_context(active_test=False)
                .search(Domain.OR([("work_email", "=ilike", mail)] for mail in mails))
            },
            "zone": ZoneInfo(self.env.user.tz or "UTC"),
            **{
                name: dict(complaint._fields[name]._description_selection(self.env))
                for name in (*CHOICES, "state")
            },
        }

    @staticmethod
    def _texts(rows, column):
        return {metric_sheet.text(cells.get(column)) for _n, cells in rows} - {""}

    def _by_name(self, model, domain):
        """:return: {name in small letters: record}, several if they share it"""
        found = {}
        for record in self.env[model].search(domain):
            for name in {record.name, record.display_name}:
                key = name.casefold()
                found[key] = found.get(key, record.browse()) | record
        return found

    def _customers(self, rows):
        """:return: per row (contact, what is wrong)"""
        keys = [
            {key: metric_sheet.text(cells.get(name)) for key, name in CUSTOMER.items()}
            for _number, cells in rows
        ]
        partners = self.env["res.partner"]
        answers = []
        for kind, value, found in self._candidates(keys):
            # Somebody whom we do not know may complain, too.
            if not found and kind in (None, "person"):
                answers.append((partners, None))
            else:
                partner_id, problem = self._answer(kind, value, found)
                answers.append((partners.browse(partner_id or ()), problem))
        return answers

    # ------------------------------------------------------------------------ one row

    def _row_values(self, cells, customer, found):
        for name in REQUIRED:
            if not metric_sheet.text(cells.get(name)):
                raise UserError(self.env._("“%(column)s” is missing.", column=name))
        partner, problem = customer
        if problem:
            raise UserError(problem)
        values = {
            "source_reference": self._reference(cells),
            "name": incoming_mail.subject(metric_sheet.text(cells["subject"]), "", "?"),
            "description": self._html(cells.get("description")),
            "reply": self._html(cells.get("reply")),
            "company_id": self.env.company.id,
            **{name: metric_sheet.text(cells.get(name)) or False for name in TEXTS},
            **self._number(cells, found),
            **self._row_choices(cells, found),
            **self._row_customer(cells, partner),
            **self._row_records(cells, found),
        }
        values.update(self._row_times(cells, values, found))
        return values

    def _reference(self, cells):
        reference = metric_sheet.text(cells["external_reference"])
        if reference.startswith(RESERVED):
            raise UserError(
                self.env._(
                    "A reference cannot begin with “%(text)s”; put something before "
                    "it.",
                    text=RESERVED,
                )
            )
        return reference

    def _number(self, cells, found):
        number = metric_sheet.text(cells.get("number"))
        if number in found["numbers"]:
            raise UserError(
                self.env._("There is a case with the number %(number)s.", number=number)
            )
        return {"number": number} if number else {}

    @staticmethod
    def _html(cell):
        text = incoming_mail.clean(metric_sheet.text(cell))
        return plaintext2html(text) if text else False

    def _row_choices(self, cells, found):
        values = {}
        for name in CHOICES:
            if key := self._choice(cells.get(name), name, found[name]):
                values[name] = key
        values.setdefault("kind", "complaint")
        allowed = {
            key: label
            for key, label in found["state"].items()
            if key in (*RUNNING, *FINAL)
        }
        state = self._choice(cells.get("state"), "state", allowed) or "new"
        path = complaint_process.PATHS[values["kind"]].values()
        if state in RUNNING[1:] and state not in {target for _from, target in path}:
            raise UserError(
                self.env._(
                    "state: what is no complaint is new or accepted, then answered."
                )
            )
        if state == "unfounded" and not complaint_process.next_state(
            values["kind"], "unfounded", "new"
        ):
            raise UserError(
                self.env._("Only a complaint or discontent can be unfounded.")
            )
        values["state"] = state
        return values

    def _row_customer(self, cells, partner):
        if partner and partner.company_id not in (
            self.env.company,
            partner.company_id.browse(),
        ):
            raise UserError(self.env._("This customer belongs to another company."))
        name = metric_sheet.text(cells.get("customer_name"))
        email = metric_sheet.text(cells.get("customer_email"))
        values = {}
        if partner:
            values["partner_id"] = partner.id
        if name or not partner:
            values["contact_name"] = name or False
        if email or not partner:
            values["email"] = email_normalize(email) or email or False
        return values

    def _row_records(self, cells, found):
        values = {}
        for column, field in (("category", "category_id"), ("team", "team_id")):
            name = metric_sheet.text(cells.get(column))
            if name:
                records = found[column].get(name.casefold(), ())
                values[field] = self._only(records, name, column).id
        login = metric_sheet.text(cells.get("handler"))
        if login:
            user = found["handler"].get(login.casefold(), ())
            values["user_id"] = self._only(user, login, "handler").id
        people = []
        for mail in _list(metric_sheet.text(cells.get("complained_of"))):
            employee = found["employee"].get(mail.casefold())
            if not employee:
                raise UserError(
                    self.env._("No employee has the work e-mail “%(mail)s”.", mail=mail)
                )
            people.append(Command.link(employee))
        if people:
            values["respondent_ids"] = people
        return values

    def _only(self, records, name, column):
        if len(records) != 1:
            raise UserError(
                self.env._(
                    "%(column)s: there are %(count)s by the name “%(name)s”.",
                    column=column,
                    count=len(records),
                    name=name,
                )
            )
        return records

    def _row_times(self, cells, values, found):
        times = {}
        for column in ("date_received", "date_closed"):
            try:
                times[column] = complaint_sheet.moment(cells.get(column), found["zone"])
            except metric_sheet.CellError as error:
                raise UserError(
                    self.env._(
                        "%(column)s cannot be read; write it as 2025-03-31 14:05.",
                        column=column,
                    )
                ) from error
        received, closed = times["date_received"], times["date_closed"]
        problem = None
        if max(moment for moment in times.values() if moment) > fields.Datetime.now():
            problem = self.env._("A date lies in the future.")
        elif values["state"] in FINAL and not closed:
            problem = self.env._("date_closed is missing: the case is over.")
        elif values["state"] not in FINAL and closed:
            problem = self.env._("The case is not over, but has a date_closed.")
        elif closed and closed < received:
            problem = self.env._("The case was closed before it was received.")
        if problem:
            raise UserError(problem)
        return {**times, "date_closed": closed or False}

    # ----------------------------------------------------------------- who handles it

    def _without_bad_handlers(self, rows, errors):
        """Leave out the rows whose handler stands aside or may not know the customer.

        Nobody brings in either what he or she is complained of.
        """
        barred = self._barred(rows)
        complaints = self.env["customer.complaint"].sudo()
        officers = complaints._officers()
        users = self.env["res.users"].sudo()
        partners = self.env["res.partner"].sudo()
        handlers = users.browse({v["user_id"] for _n, v in rows if v.get("user_id")})
        customers = {v["partner_id"] for _n, v in rows if v.get("partner_id")}
        hidden = self.env["customer.confidentiality"]._hidden_from(
            partners.browse(customers), handlers
        )
        good = []
        for number, values in rows:
            people, below = barred[number]
            user = users.browse(values.get("user_id") or ())
            problem = None
            if self.env.uid in people:
                problem = self.env._(
                    "You are complained of yourself. Let a colleague bring it in."
                )
            elif user and user not in officers:
                problem = self.env._("The handler is no complaint officer.")
            elif user and user.id in people | below:
                problem = self.env._("The handler stands aside in this case.")
            elif user and values.get("partner_id") in hidden[user]._ids:
                problem = self.env._("The handler may not see this customer.")
            if problem:
                errors.append((number, problem))
            else:
                good.append((number, values))
        return good

    def _barred(self, rows):
        """:return: {row number: (ids of users complained of, ids of those below)}"""
        employees = self.env["hr.employee"].sudo()
        chosen = {
            number: employees.browse(
                command[1] for command in values.get("respondent_ids", ())
            )
            for number, values in rows
        }
        everybody = employees.union(*chosen.values())
        below = self.env["customer.complaint"].sudo()._people_below(everybody)
        return {
            number: (
                set(people.user_id.ids),
                set().union(*(below[employee.id] for employee in people)),
            )
            for number, people in chosen.items()
        }


def _list(text):
    return [name.strip() for name in text.replace(";", ",").split(",") if name.strip()]
