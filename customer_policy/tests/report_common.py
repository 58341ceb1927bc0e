import io

import openpyxl


class ReportMixin:
    """Reports as workbooks, read back."""

    def _workbook(self, user, report, *, data_only=True, **values):
        """What somebody who may export gets."""
        user.group_ids += self.env.ref("base.group_allow_export")
        self.env.flush_all()
        self.env.invalidate_all()
        wizard = (
            self.env["customer.report"]
            .with_user(user)
            .create({"report": report, **values})
        )
        content = io.BytesIO()
        wizard._write_workbook(content)
        self.env.invalidate_all()
        return openpyxl.load_workbook(content, data_only=data_only)

    def _rows(self, page):
        """The rows of a sheet as dicts, without the totals."""
        head, *rows = page.iter_rows(values_only=True)
        found = [dict(zip(head, row, strict=False)) for row in rows]
        return [row for row in found if "Total" not in row.values()]

    def _totals(self, page):
        head, *rows = page.iter_rows(values_only=True)
        return dict(zip(head, rows[-1], strict=False))

    def _texts(self, book):
        return "\n".join(
            str(value)
            for page in book.worksheets
            for row in page.iter_rows(values_only=True)
            for value in row
            if value is not None
        )
