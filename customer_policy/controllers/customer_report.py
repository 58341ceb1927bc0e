import tempfile

from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import Response, content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CustomerReport(http.Controller):
    @http.route(
        "/customer_policy/report/<int:report_id>.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def download(self, report_id):
        """A report as a file, for who chose it in the dialog.

        It is written to a file without a name before the answer begins: whoever lacks
        leave gets a page, not half a workbook.
        """
        report = request.env["customer.report"]._own(report_id)
        if not report:
            raise NotFound()
        # Closed, and by that deleted, when the answer is sent.
        file = tempfile.TemporaryFile(prefix="customer_report_")  # noqa: SIM115
        try:
            report._write_workbook(file)
            size = file.tell()
            file.seek(0)
        except AccessError as error:
            file.close()
            raise Forbidden(str(error)) from error
        except BaseException:
            file.close()
            raise
        return Response(
            wrap_file(request.httprequest.environ, file),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", size),
                ("Content-Disposition", content_disposition(report._file_name())),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
            direct_passthrough=True,
        )
