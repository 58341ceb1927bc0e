from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ComplaintStatistic(http.Controller):
    @http.route(
        "/customer_policy/complaint_statistic/<int:statistic_id>.xlsx",
        type="http",
        auth="user",
        readonly=True,
    )
    def download(self, statistic_id):
        """One month as a workbook, for those who may read it."""
        found = request.env["customer.complaint.statistic"].search(
            [("id", "=", statistic_id)]
        )
        if not found:
            raise request.not_found()
        return request.make_response(
            found._sheet(),
            headers=[
                ("Content-Type", XLSX),
                (
                    "Content-Disposition",
                    content_disposition(f"{found.display_name}.xlsx"),
                ),
            ],
        )
