import os

from odoo import models
from odoo.tools import email_normalize, plaintext2html

from ..tools import incoming_mail

# One line each, so that nobody writes a novel into a name.
SHORT_FIELDS = ("name", "email", "phone")
MAX_SHORT = 200


class CustomerComplaintTeam(models.Model):
    """What visitors of the public form send."""

    _inherit = "customer.complaint.team"

    def _form_problems(self, values, files):
        """What keeps a message from being taken, in the visitor's words.

        :param values: dict of texts: kind, subject, description, name, email, phone,
            anonymous, privacy
        :param files: list of (name, size in bytes)
        """
        return [
            *self._text_problems(values),
            *([] if values.get("anonymous") else self._contact_problems(values)),
            *self._file_problems(files),
        ]

    def _text_problems(self, values):
        kinds = dict(self.env["customer.complaint"]._fields["kind"].selection)
        text = values.get("description", "")
        problems = []
        if values.get("kind") not in kinds:
            problems.append(self.env._("Choose what your message is."))
        if not text.strip():
            problems.append(self.env._("Write what happened."))
        longest = self.form_max_characters
        if len(text) + len(values.get("subject", "")) > longest:
            problems.append(
                self.env._(
                    "Your text is longer than %(count)s characters. Shorten it, or "
                    "attach it as a file.",
                    count=longest,
                )
            )
        if not values.get("privacy"):
            problems.append(self.env._("Accept the privacy notice."))
        return problems

    def _contact_problems(self, values):
        problems = []
        if any(len(values.get(name, "")) > MAX_SHORT for name in SHORT_FIELDS):
            problems.append(
                self.env._("Name, e-mail and phone have room for 200 characters each.")
            )
        email, phone = values.get("email", ""), values.get("phone", "")
        if not values.get("name", "").strip():
            problems.append(
                self.env._("Write your name, or choose to remain anonymous.")
            )
        if email.strip() and not email_normalize(email):
            problems.append(self.env._("The e-mail address is not complete."))
        elif not email.strip() and not phone.strip():
            problems.append(
                self.env._("Write an e-mail address or a phone number to answer to.")
            )
        return problems

    def _file_problems(self, files):
        problems = []
        if len(files) > self.form_max_files:
            problems.append(
                self.env._("Attach at most %(count)s files.", count=self.form_max_files)
            )
        types = self._file_types()
        for name, size in files:
            shown = name[:80]
            if size > self.form_max_megabytes * 2**20:
                problems.append(
                    self.env._(
                        "“%(file)s” is larger than %(size)s MB. Make it smaller, or "
                        "leave it out and send it later by mail.",
                        file=shown,
                        size=self.form_max_megabytes,
                    )
                )
            if os.path.splitext(name)[1].lower() not in types:
                problems.append(
                    self.env._(
                        "“%(file)s” is not of a kind that we can take: %(kinds)s.",
                        file=shown,
                        kinds=", ".join(types),
                    )
                )
        return problems

    def _receive_form(self, values, files, nonce, lang, sender=None):
        """Make a case of what a visitor sends; the same form sent twice makes one.

        :param files: list of (name, bytes)
        :param nonce: what is in the stamp of the form
        :param sender: the contact of a visitor who is logged in
        :return: a case with the rights of the superuser
        """
        self.ensure_one()
        complaints = self.env["customer.complaint"]._as_visitor(self.company_id)
        reference = f"form:{nonce}"
        known = complaints.search(
            [
                ("company_id", "=", self.company_id.id),
                ("source_reference", "=", reference),
            ]
        )
        if known:
            return known
        complaint = complaints.create(
            {
                **self._form_content(values),
                **self._form_contact(values, lang, sender),
                "channel": "form",
                "team_id": self.id,
                "company_id": self.company_id.id,
                "source_reference": reference,
            }
        )
        complaint._keep_files(files)
        complaint._portal_ensure_token()
        complaint._send_receipts()
        return complaint

    def _form_content(self, values):
        subject = incoming_mail.clean(values.get("subject", "")).strip()
        text = incoming_mail.clean(values["description"]).strip()
        name = incoming_mail.subject(subject, text, self.env._("No subject"))
        whole = f"{subject}\n\n{text}" if name.endswith("…") and subject else text
        return {
            "kind": values["kind"],
            "name": name,
            "description": plaintext2html(whole),
        }

    def _form_contact(self, values, lang, sender):
        if values.get("anonymous"):
            return {"is_anonymous": True, "lang": lang}
        person = {
            "name": incoming_mail.clean(values["name"]).strip(),
            "email": email_normalize(values.get("email", "")) or False,
            "phone": incoming_mail.clean(values.get("phone", "")).strip() or False,
            "lang": lang,
        }
        contact = self.env["customer.complaint"]._complainant_of_mail(
            person, self.company_id
        )
        if sender and sender.company_id in (
            self.company_id,
            sender.company_id.browse(),
        ):
            contact["partner_id"] = sender.id
        return contact
