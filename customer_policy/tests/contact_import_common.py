import base64
import io

import openpyxl

from odoo import Command

from .grading_common import GradingMixin


class ContactImportMixin(GradingMixin):
    """Sheets of customers, and a manager who may create contacts.

    To be put before TransactionCase or HttpCase.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        editor = cls.env.ref("base.group_partner_manager")
        for name in ("manager", "other_manager", "outsider"):
            cls.users[name].group_ids = [Command.link(editor.id)]

    @staticmethod
    def _file(rows, headings=None):
        """:param rows: dicts, or lists of cells where there are headings"""
        if headings is None:
            headings = list(dict.fromkeys(name for row in rows for name in row))
            rows = [[row.get(name) for name in headings] for row in rows]
        book = openpyxl.Workbook()
        for row in (headings, *rows):
            book.active.append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        return base64.b64encode(buffer.getvalue())

    def _sheet(self, *rows, headings=None, user=None, **vals):
        sheets = self.env["customer.contact.import"].with_user(user or self.manager)
        return sheets.create(
            {
                "file": self._file(rows, headings),
                "file_name": "customers.xlsx",
                **vals,
            }
        )

    def _looked_at(self, *rows, **kwargs):
        sheet = self._sheet(*rows, **kwargs)
        sheet.action_preview()
        return sheet

    def _import(self, *rows, **kwargs):
        """:return: (added, updated, left alone)"""
        sheet = self._looked_at(*rows, **kwargs)
        sheet.action_import()
        self.assertEqual(sheet.state, "done")
        return sheet.created_count, sheet.updated_count, sheet.same_count

    def _problems(self, *rows, **kwargs):
        """:return: {row number: what is wrong}"""
        sheet = self._looked_at(*rows, **kwargs)
        return {line.row: line.problem for line in sheet.line_ids if line.problem}

    def _named(self, *names):
        self.env.invalidate_all()
        return self.env["res.partner"].search([("name", "in", names)])
