import logging
from hashlib import sha256

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError
from odoo.tools.pdf import merge_pdf

from .customer_violation_seal import READERS

_logger = logging.getLogger(__name__)


class CustomerViolation(models.Model):
    """All that proves a case, as one PDF: for an arbitrator, or the court.

    Who reported it is not in it, nor what the officers wrote to each other.
    """

    _inherit = "customer.violation"

    # ----------------------------------------------------------------------- actions

    def action_print_bundle(self):
        self.ensure_one()
        self._check_may_bundle()
        return {
            "type": "ir.actions.act_url",
            "url": f"/violation/bundle/{self.id}",
            "target": "new",
        }

    # ---------------------------------------------------------------------- business

    def _check_may_bundle(self):
        self.check_access("read")
        if not self.env.user.has_groups(READERS) or self.is_about_me:
            raise AccessError(
                self.env._(
                    "The evidence is for officers, general managers and auditors whom "
                    "the case does not concern."
                )
            )

    def _bundle_pdf(self):
        """The sheet of the case, the notice, and every PDF that hangs on it."""
        self.ensure_one()
        self._check_may_bundle()
        case = self.sudo()
        parts = [case._render_bundle()]
        if case._has_notice():
            parts.append(case._notice_pdf())
        parts += [file.raw for file in case._bundle_files() if _is_readable(file)]
        content = merge_pdf([part for part in parts if part.startswith(b"%PDF")])
        self._note(
            self.env._(
                "The evidence was taken out, SHA-256 %(hash)s",
                hash=sha256(content).hexdigest(),
            )
        )
        return content

    def _render_bundle(self):
        reports = self.env["ir.actions.report"].with_user(SUPERUSER_ID)
        reports = reports.with_context(
            lang=self.env.user.lang, tz=self.env.user.tz, force_report_rendering=True
        )
        content, _kind = reports._render_qweb_pdf(
            "customer_policy.report_violation_bundle", self.ids
        )
        return content

    def _bundle_files(self):
        """What was handed in and what proves execution; how the policy came about."""
        self.ensure_one()
        case = self.sudo()
        policy = case.clause_id.policy_id
        return (
            case.scan_ids
            | case.penalty_ids.proof_ids
            | policy.consultation_file_ids
            | policy.publication_file_ids
        )

    def _bundle_list(self):
        """:return: of each file its name, size, checksum, and whether it is merged"""
        rows = []
        for file in self._bundle_files():
            content = file.raw or b""
            rows.append(
                {
                    "name": file.name,
                    "date": file.create_date,
                    "size": len(content),
                    "hash": sha256(content).hexdigest(),
                    "merged": _is_readable(file),
                }
            )
        return rows

    def _bundle_log(self):
        """What the person read and took out, newest last, no more than a book of it."""
        return self.sudo().evidence_ids.sorted("date")[:2000]

    def _bundle_dates(self):
        """The course of the case, in its order."""
        self.ensure_one()
        case = self.sudo()
        names = (
            "create_date",
            "date_statement",
            "date_decided",
            "date_in_force",
            "date_acknowledged",
            "date_appeal",
            "date_closed",
        )
        labels = {"create_date": self.env._("Reported")}
        rows = [
            (
                labels.get(name) or case._fields[name]._description_string(self.env),
                fields.Datetime.context_timestamp(self, case[name]),
            )
            for name in names
            if case[name]
        ]
        return sorted(rows, key=lambda row: row[1])


def _is_readable(file):
    """Whether a file is a PDF whose pages can be taken over."""
    content = file.raw or b""
    if not content.startswith(b"%PDF"):
        return False
    try:
        merge_pdf([content])
    except Exception:  # noqa: BLE001 (a broken file breaks the reader in any way)
        _logger.info("The file %s of a case cannot be merged", file.id, exc_info=True)
        return False
    return True
