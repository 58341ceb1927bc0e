from odoo import api, fields, models
from odoo.tools import SQL

CODE = "customer.complaint"


class CustomerComplaint(models.Model):
    """Numbers: one series each year, many drawn at once."""

    _inherit = "customer.complaint"

    def _fill_numbers(self):
        unnumbered = self.filtered(lambda complaint: not complaint.number)
        for company, complaints in unnumbered.grouped("company_id").items():
            zone = company.resource_calendar_id.tz or "UTC"
            days = [
                fields.Datetime.context_timestamp(
                    self.with_context(tz=zone), complaint.date_received
                ).date()
                for complaint in complaints
            ]
            numbers = self._draw_numbers(company, days)
            for complaint, number in zip(complaints, numbers, strict=True):
                complaint.number = number

    @api.model
    def _draw_numbers(self, company, days):
        """:return: a number for each of the days, in their order"""
        sequence = self._number_sequence(company)
        years = sorted({day.year for day in days})
        ranges = {year: self._number_range(sequence, year) for year in years}
        drawn = {
            year: iter(self._draw(ranges[year], sum(day.year == year for day in days)))
            for year in years
        }
        return [next(drawn[day.year]) for day in days]

    @api.model
    def _number_sequence(self, company):
        """The company's own series, else the one of all companies."""
        sequences = self.env["ir.sequence"].sudo()
        domain = [("code", "=", CODE), ("company_id", "in", [company.id, False])]
        names = ["implementation", "prefix", "suffix", "padding", "number_increment"]
        return sequences.search_fetch(domain, names, order="company_id", limit=1)

    @api.model
    def _number_range(self, sequence, year):
        day = fields.Date.to_date(f"{year}-01-01")
        found = (
            self.env["ir.sequence.date_range"]
            .sudo()
            .search_fetch(
                [
                    ("sequence_id", "=", sequence.id),
                    ("date_from", "<=", day),
                    ("date_to", ">=", day),
                ],
                ["sequence_id", "date_from", "date_to"],
                limit=1,
            )
        )
        return found or sequence._create_date_range_seq(day)

    @api.model
    def _draw(self, date_range, count):
        sequence = date_range.sequence_id.with_context(
            ir_sequence_date_range=date_range.date_from
        )
        if sequence.implementation != "standard":
            return [date_range._next() for _index in range(count)]
        name = f"ir_sequence_{sequence.id:03d}_{date_range.id:03d}"
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count)
        )
        return [sequence.get_next_char(number) for (number,) in rows]
