from odoo import models

from ..tools import statistic_sheet

TOTALS = (
    "received_count",
    "complaint_count",
    "discontent_count",
    "enquiry_count",
    "suggestion_count",
    "praise_count",
    "valid_count",
    "unfounded_count",
    "base_count",
    "valid_rate",
    "max_valid_rate",
    "deadline_count",
    "deadline_met_count",
    "deadline_rate",
    "answered_count",
    "answer_hours",
    "closed_count",
    "close_hours",
    "reopened_count",
    "open_count",
    "rating_count",
    "rating_avg",
)
DETAILS = (
    "team_id",
    "kind",
    "category_id",
    "grade_id",
    "severity",
    "received_count",
    "valid_count",
    "unfounded_count",
    "deadline_count",
    "deadline_met_count",
    "answered_count",
    "answer_hours",
    "closed_count",
    "close_hours",
    "reopened_count",
    "open_count",
    "rating_count",
    "rating_avg",
)


class CustomerComplaintStatistic(models.Model):
    """A month as a workbook: the totals on one sheet, every line on the other."""

    _inherit = "customer.complaint.statistic"

    def _sheet(self):
        """:return: bytes of an xlsx file, with the rights of the person"""
        self.ensure_one()
        self.check_access("read")
        totals = [[self.display_name, ""]]
        totals += [[self._label(self, name), self[name]] for name in TOTALS]
        details = [[self._label(self.line_ids, name) for name in DETAILS]]
        details += [
            [self._cell(line, name) for name in DETAILS] for line in self.line_ids
        ]
        return statistic_sheet.build(
            [(self.env._("Month"), totals), (self.env._("In Detail"), details)]
        )

    def _label(self, records, name):
        return records._fields[name]._description_string(self.env)

    def _cell(self, record, name):
        field = record._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(record[name], "")
        if field.type == "many2one":
            return record[name].display_name or ""
        return record[name]
