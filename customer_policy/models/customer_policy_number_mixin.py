from odoo import api, fields, models
from odoo.tools import SQL

from ..concurrency import done_anew_if_taken


class CustomerPolicyNumberMixin(models.AbstractModel):
    """Numbers: one series each year and company, many drawn at once."""

    _name = "customer.policy.number.mixin"
    _description = "Numbered by Year"

    @api.model
    def _draw_numbers(self, company, days, code=None):
        """:return: a number for each of the days, in their order"""
        sequence = self._number_sequence(company, code or self._name)
        years = sorted({day.year for day in days})
        ranges = {year: self._number_range(sequence, year) for year in years}
        drawn = {
            year: iter(self._draw(ranges[year], sum(day.year == year for day in days)))
            for year in years
        }
        return [next(drawn[day.year]) for day in days]

    @api.model
    def _number_sequence(self, company, code):
        """The company's own series, else the one of all companies."""
        sequences = self.env["ir.sequence"].sudo()
        domain = [("code", "=", code), ("company_id", "in", [company.id, False])]
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
        if not found:
            with done_anew_if_taken(self.env.cr):
                found = sequence._create_date_range_seq(day)
        return found

    @api.model
    def _draw(self, date_range, count):
        sequence = date_range.sequence_id.with_context(
            ir_sequence_date_range=date_range.date_from
        )
        if sequence.implementation != "standard":
            # Without gaps: drawn one by one, whoever else draws waits.
            return [
                date_range.with_env(sequence.env)._next() for _index in range(count)
            ]
        name = f"ir_sequence_{sequence.id:03d}_{date_range.id:03d}"
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count)
        )
        # Prefix and suffix tell the time in all its forms: once is enough.
        prefix, suffix = sequence._get_prefix_suffix()
        width = sequence.padding
        return [f"{prefix}{number:0{width}d}{suffix}" for (number,) in rows]
