from odoo import fields
from odoo.http import request

from odoo.addons.web.controllers import export


class _Signed:
    """A workbook that says who exported it and when, on a sheet of its own.

    The first sheet stays what it is, so that it can be imported again.
    """

    def close(self):
        env = request.env
        person, when = env.user.name, fields.Datetime.now()
        self.workbook.set_properties(
            {
                "author": person,
                "created": when,
                "comments": env._(
                    "Exported by %(person)s (%(login)s) on %(date)s UTC",
                    person=person,
                    login=env.user.login,
                    date=when,
                ),
            }
        )
        sheet = self.workbook.add_worksheet(env._("Export"))
        lines = [
            (env._("Exported by"), person),
            (env._("Login"), env.user.login),
            (env._("Exported on (UTC)"), str(when)),
        ]
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line)
        return super().close()


class SignedXlsxWriter(_Signed, export.ExportXlsxWriter):
    pass


class SignedGroupXlsxWriter(_Signed, export.GroupExportXlsxWriter):
    pass


class ExcelExport(export.ExcelExport):
    def from_group_data(self, fields, columns_headers, groups):
        with SignedGroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            x, y = 1, 0
            for group_name, group in groups.children.items():
                x, y = writer.write_group(x, y, group_name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        with SignedXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for row_index, row in enumerate(rows):
                for cell_index, cell_value in enumerate(row):
                    writer.write_cell(row_index + 1, cell_index, cell_value)
        return writer.value
