from odoo import fields, models
from odoo.tools import html2plaintext

from odoo.addons.base.models.ir_actions_report import _wkhtml

MATTER = 1000  # characters
REPLY_REPORT = "customer_policy.action_report_complaint_reply"


class CustomerComplaint(models.Model):
    """The reply as a letter: printed, and each version kept with its case."""

    _inherit = "customer.complaint"

    def _letters(self):
        """The replies as PDF, all in one run of the printer where that can be.

        :return: {id of a case: bytes}
        """
        report = self.env["ir.actions.report"]
        if len(self) > 1 and _wkhtml().is_patched_qt:
            found, kind = report._pre_render_qweb_pdf(REPLY_REPORT, self.ids)
            # Headings in a reply may keep Odoo from telling where a letter begins.
            if kind == "pdf" and set(found) == set(self.ids):
                return {id_: found[id_]["stream"].getvalue() for id_ in self.ids}
        return {
            complaint.id: report._render_qweb_pdf(REPLY_REPORT, complaint.ids)[0]
            for complaint in self
        }

    def _keep_letters(self):
        """Keep what is sent or handed over now with the case.

        :return: {id of a case: id of the file}
        """
        letters = self._letters()
        files = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {
                        "name": f"{complaint._letter_name()}.pdf",
                        "raw": letters[complaint.id],
                        "res_model": self._name,
                        "res_id": complaint.id,
                    }
                    for complaint in self
                ]
            )
        )
        return dict(zip(self.ids, files.ids, strict=True))

    def _letter_name(self):
        self.ensure_one()
        case = self.with_context(lang=self.customer_lang)
        number = (self.number or "").replace("/", "-")
        name = case.env._("Reply %(number)s", number=number)
        return f"{name} ({self.reopen_count + 1})" if self.reopen_count else name

    def _letter_matter(self):
        """What the customer said, as far as it fits a letter."""
        text = html2plaintext(self.description or "").strip()
        return text if len(text) <= MATTER else f"{text[:MATTER].rstrip()} …"

    def _letter_date(self):
        moment = self.date_answered or fields.Datetime.now()
        return fields.Datetime.context_timestamp(self, moment).date()

    def action_print_reply(self):
        self.check_access("read")
        report = self.env.ref(REPLY_REPORT)
        return report.report_action(self, config=False)
