import re

from odoo import api, fields, models

from .customer_complaint import FINAL

_COUNTER = re.compile(r"\d+")


class CustomerComplaint(models.Model):
    """Cases from elsewhere, many at once."""

    _inherit = "customer.complaint"

    @api.model
    def _import_cases(self, vals_list):
        """Take over cases whose values somebody has checked; the caller may do so.

        What is over starts no clock and is told to nobody. What is still to be handled
        comes in like any other case.

        :param vals_list: values of ``create``, with a state
        """
        company = self.env.company
        self._reserve_numbers(
            company, [values["number"] for values in vals_list if values.get("number")]
        )
        complaints = self.sudo().with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True
        )
        over = [values for values in vals_list if values["state"] in FINAL]
        rest = [values for values in vals_list if values["state"] not in FINAL]
        # Nobody knows any more which grade the customer had.
        over = [{**values, "grade_id": False} for values in over]
        created = complaints.with_context(tracking_disable=True).create(over)
        return created.with_env(self.env) | complaints.create(rest).with_env(self.env)

    @api.model
    def _reserve_numbers(self, company, numbers):
        """Numbers given from outside are not drawn a second time."""
        if not numbers:
            return
        sequence = self._number_sequence(company, self._name)
        years = {
            int(part)
            for number in numbers
            for part in _COUNTER.findall(number)
            if 1970 <= int(part) <= fields.Date.today().year
        }
        for year in sorted(years):
            date_range = self._number_range(sequence, year)
            prefix, suffix = sequence._get_prefix_suffix(
                date=date_range.date_from, date_range=date_range.date_from
            )
            counters = [
                number.removeprefix(prefix).removesuffix(suffix)
                for number in numbers
                if number.startswith(prefix) and number.endswith(suffix)
            ]
            highest = max(
                (int(counter) for counter in counters if counter.isdecimal()), default=0
            )
            if highest >= date_range.number_next_actual:
                date_range.sudo().number_next = highest + 1
