"""Sheets of the opening state."""

import base64
import io

import openpyxl


class OpeningMixin:
    """For a case with ``env``."""

    def _content(self, *rows):
        headings = list(dict.fromkeys(name for row in rows for name in row))
        book = openpyxl.Workbook()
        book.active.append(headings)
        for row in rows:
            book.active.append([row.get(name) for name in headings])
        buffer = io.BytesIO()
        book.save(buffer)
        return base64.b64encode(buffer.getvalue())

    def _opening(self, user, kind, *rows, **vals):
        wizards = self.env["customer.policy.opening"].with_user(user)
        content = self._content(*rows)
        return wizards.create({"kind": kind, "file": content, **vals})

    def _import(self, user, kind, *rows, **vals):
        """:return: (new, here already, rows with errors)"""
        wizard = self._opening(user, kind, *rows, **vals)
        wizard.action_import()
        self.env.flush_all()
        self.env.invalidate_all()
        return wizard.new_count, wizard.same_count, wizard.error_count

    def _problems(self, user, kind, *rows):
        wizard = self._opening(user, kind, *rows)
        wizard.action_preview()
        self.assertEqual(wizard.state, "preview")
        return [line.problem for line in wizard.line_ids if line.kind == "error"]
