from datetime import datetime, time, timedelta
from typing import NamedTuple

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..tools import sheet_report
from ..tools.sheet_format import Currency, Money, Style, excel_format
from ..tools.sheet_report import Column, Count, Sheet

EXPORT_GROUP = "base.group_allow_export"
# So many records are in memory at a time.
CHUNK = 1000
KINDS = {
    "integer": "integer",
    "float": "number",
    "monetary": "money",
    "date": "date",
    "datetime": "datetime",
    "boolean": "yes",
}


class Fact(NamedTuple):
    """A field of the records as a column."""

    name: str
    total: str | None = None
    width: float | None = None
    title: str | None = None


class CustomerReportSheet(models.AbstractModel):
    """A report as a workbook, with the rights of whoever asks for it.

    A report is a model that inherits this one: it says who may have it, and of which
    sheets it consists. Rows of records come through ``_record_sheet``: by chunks, by
    the record rules, without fields that the person may not read, with classified
    customers only for those who have leave to take them out, and on record.
    """

    _name = "customer.report.sheet"
    _description = "Report as a Workbook"

    # Whoever has one of these may have the report.
    _report_groups = ()
    # Lists of records are for those whom Odoo lets export.
    _report_is_list = True

    # ------------------------------------------------------------------- what it says

    @api.model
    def _report_name(self):
        raise NotImplementedError

    @api.model
    def _report_sheets(self, wizard):
        """:return: the sheets; may be a generator

        :param wizard: the ``customer.report`` with period and filters
        """
        raise NotImplementedError

    @api.model
    def _report_scope(self, wizard):
        """What the rows are confined to: a list of (label, value)."""
        return []

    @api.model
    def _report_month(self, company, last_month):
        """:return: the month that is offered, where ``last_month`` is over"""
        return last_month

    # ---------------------------------------------------------------- who may have it

    @api.model
    def _report_is_allowed(self):
        user = self.env.user
        return any(map(user.has_group, self._report_groups)) and (
            not self._report_is_list or user.has_group(EXPORT_GROUP)
        )

    @api.model
    def _report_check(self):
        if self._report_is_allowed():
            return
        if any(map(self.env.user.has_group, self._report_groups)):
            raise AccessError(
                self.env._(
                    "You need the right to export for this report. Ask an "
                    "administrator."
                )
            )
        raise AccessError(
            self.env._(
                "The report %(report)s is not for your role.",
                report=self._report_name(),
            )
        )

    # ------------------------------------------------------------------------ writing

    @api.model
    def _report_write(self, stream, wizard):
        """Write the workbook to a binary file.

        :return: number of rows
        """
        self._report_check()
        sheets = self._report_sheets(wizard)
        person, now = self.env.user, fields.Datetime.now()
        written = []

        def each():
            for sheet in sheets:
                written.append(sheet)
                yield sheet

        return sheet_report.write(
            stream,
            each(),
            self._report_style(),
            lambda: self._report_about(wizard, written),
            {"title": self._report_name(), "author": person.name, "created": now},
        )

    @api.model
    def _report_about(self, wizard, sheets):
        """By whom it was taken out and when, and what it is confined to."""
        now = self._local(fields.Datetime.now())
        return [
            (self.env._("Report"), self._report_name()),
            *self._report_scope(wizard),
            (self.env._("Exported by"), self.env.user.name),
            (self.env._("Login"), self.env.user.login),
            (self.env._("Exported on"), now),
            *(
                (
                    self.env._("Rows of “%(sheet)s”", sheet=sheet.title),
                    sheet.row_count,
                )
                for sheet in sheets
            ),
        ]

    @api.model
    def _report_style(self):
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return Style(
            date=excel_format(lang.date_format or "%Y-%m-%d"),
            time=excel_format(lang.time_format or "%H:%M:%S"),
            grouped=(lang.grouping or "[]") != "[]",
            yes=self.env._("Yes"),
            total=self.env._("Total"),
            overview=self.env._("Overview"),
            number=self.env._("Quantity"),
            others=self.env._("All others"),
            none=self.env._("Not given"),
            about=self.env._("About"),
        )

    # ----------------------------------------------------------------- rows of records

    @api.model
    def _record_sheet(
        self,
        title,
        records,
        domain,
        facts,
        order=None,
        counts=(),
        extra=None,
        alter=None,
    ):
        """A sheet with a row for each record that the person may read.

        :param records: the model
        :param facts: list of ``Fact``
        :param counts: list of (field or place of a further cell, title, picture)
        :param extra: (columns, function of records that returns further cells by id)
        :param alter: function that changes what was read of a record
        """
        records.check_access("read")
        facts = [fact for fact in facts if self._may_read(records, fact.name)]
        names = [fact.name for fact in facts]
        columns = [self._column(records, fact) for fact in facts]
        return Sheet(
            title,
            [*columns, *(extra[0] if extra else ())],
            self._record_rows(records, domain, names, order, extra, alter),
            [
                Count(
                    len(names) + name if isinstance(name, int) else names.index(name),
                    label,
                    kind,
                )
                for name, label, kind in counts
                if isinstance(name, int) or name in names
            ],
        )

    @api.model
    def _may_read(self, records, name):
        return records._has_field_access(records._fields[name], "read")

    @api.model
    def _column(self, records, fact):
        field = records._fields[fact.name]
        digits = 2
        if field.type == "float" and (known := field.get_digits(self.env)):
            digits = known[1]
        return Column(
            fact.title or field._description_string(self.env),
            KINDS.get(field.type, "text"),
            fact.total,
            fact.width,
            digits,
        )

    @api.model
    def _record_rows(self, records, domain, names, order, extra, alter):
        ids = records.search(Domain(domain), order=order)._ids
        self.env.invalidate_all()
        convert = self._converter(records, names)
        wanted = [*names, *self._currency_fields(records, names)]
        blank = [None] * len(extra[0]) if extra else []
        for start in range(0, len(ids), CHUNK):
            chunk = records.browse(ids[start : start + CHUNK])
            self._check_leave(chunk, wanted)
            further = extra[1](chunk) if extra else {}
            for values in chunk.read(wanted):
                if alter:
                    alter(values)
                yield [*convert(values), *further.get(values["id"], blank)]
            # What was read is written: nothing of it stays in memory.
            self.env.invalidate_all()

    @api.model
    def _check_leave(self, records, names):
        """As Odoo's export is checked, counted and logged."""
        if self.env["customer.export.request"]._is_controlled():
            records._check_export(names)

    @api.model
    def _currency_fields(self, records, names):
        found = {
            records._fields[name].get_currency_field(records)
            for name in names
            if records._fields[name].type == "monetary"
        }
        return found - set(names) - {None}

    @api.model
    def _converter(self, records, names):
        """:return: function of what was read of a record, to cells"""
        makers = [(name, self._maker(records._fields[name])) for name in names]

        def convert(values):
            return [
                None
                if values[name] is False or values[name] is None
                else make(values[name], values)
                for name, make in makers
            ]

        return convert

    @api.model
    def _maker(self, field):
        """:return: function of a value and all values, to a cell"""
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return lambda value, _all: labels.get(value, value)
        if field.type == "many2one":
            return lambda value, _all: value if isinstance(value, str) else value[1]
        if field.type == "datetime":
            return lambda value, _all: self._local(value)
        if field.type == "html":
            return lambda value, _all: html2plaintext(value)
        if field.type == "monetary":
            currency_field = field.get_currency_field(self.env[field.model_name])
            known = {}

            def money(value, values):
                pair = values.get(currency_field)
                if not pair:
                    return value
                if pair[0] not in known:
                    known[pair[0]] = self._currency(pair[0])
                return Money(value, known[pair[0]])

            return money
        return lambda value, _all: value

    @api.model
    def _currency(self, currency_id):
        currency = self.env["res.currency"].sudo().browse(currency_id)
        return Currency(
            currency.symbol or currency.name or "",
            currency.position or "after",
            currency.decimal_places,
        )

    # -------------------------------------------------------------------------- helpers

    @api.model
    def _local(self, moment):
        """As the reader's clock shows it."""
        zone = pytz.timezone(self.env.user.tz or "UTC")
        return pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)

    @api.model
    def _period_domain(self, name, wizard):
        """The days of the wizard as the clock of its company tells them."""
        first, last = wizard.date_from, wizard.date_to
        domain = Domain.TRUE
        if first:
            domain &= Domain(name, ">=", self._moment(wizard.company_id, first))
        if last:
            after = self._moment(wizard.company_id, last + timedelta(days=1))
            domain &= Domain(name, "<", after)
        return domain

    @api.model
    def _moment(self, company, day):
        zone = self.env["customer.complaint.statistic"]._zone(company)
        local = zone.localize(datetime.combine(day, time()))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _in_domain(self, pairs):
        """:param pairs: list of (field, records or value); empty ones do not count"""
        domain = Domain.TRUE
        for name, wanted in pairs:
            if isinstance(wanted, models.BaseModel):
                if wanted:
                    domain &= Domain(name, "in", wanted.ids)
            elif wanted:
                domain &= Domain(name, "=", wanted)
        return domain

    @api.model
    def _scope_of(self, wizard, *names):
        """What was chosen in these fields of the wizard, with their labels."""
        lines = []
        for name in names:
            value, field = wizard[name], wizard._fields[name]
            if not value:
                continue
            if field.relational:
                value = ", ".join(value.mapped("display_name"))
            elif field.type == "selection":
                value = dict(field._description_selection(self.env)).get(value)
            lines.append((field._description_string(self.env), value))
        return lines
