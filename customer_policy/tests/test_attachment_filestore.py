import resource
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

CONTENT = b"What the customer sent. " * 1000
BEGINNING = CONTENT[:5000]


@tagged("post_install", "-at_install")
class TestAttachmentFilestore(TransactionCase):
    """Where the disk is full, or a process is killed, no file is lost for it."""

    def setUp(self):
        super().setUp()
        attachments = self.env["ir.attachment"]
        checksum = attachments._compute_checksum(CONTENT)
        self.file = Path(attachments._full_path(f"{checksum[:2]}/{checksum}"))
        self.file.unlink(missing_ok=True)
        self.addCleanup(self.file.unlink, missing_ok=True)

    def _upload(self):
        return self.env["ir.attachment"].create({"name": "photo", "raw": CONTENT})

    def _begin(self, content):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_bytes(content)

    @contextmanager
    def _full_disk(self):
        """The kernel ends a write in its middle."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(BEGINNING), hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    def test_a_file_whose_writing_was_cut_off_can_be_sent_again(self):
        self._begin(BEGINNING)
        self.assertEqual(self._upload().raw, CONTENT)
        self.assertEqual(self.file.read_bytes(), CONTENT)

    def test_an_empty_beginning_is_completed_as_well(self):
        self._begin(b"")
        self.assertEqual(self._upload().raw, CONTENT)

    def test_another_content_under_the_same_name_is_left_alone(self):
        self._begin(b"another")
        with self.assertRaises(UserError):
            self._upload()
        self.assertEqual(self.file.read_bytes(), b"another")

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_a_full_disk_is_told_in_words_and_the_file_can_be_sent_later(self):
        with self._full_disk(), self.assertRaisesRegex(UserError, "disk"):
            self._upload()
        self.assertEqual(self._upload().raw, CONTENT)

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_what_cannot_be_completed_stays_as_it_was(self):
        self._begin(BEGINNING)
        with self._full_disk(), self.assertRaisesRegex(UserError, "disk"):
            self._upload()
        self.assertEqual(self.file.read_bytes(), BEGINNING)
        self.assertEqual(len(list(self.file.parent.glob(f"{self.file.name}*"))), 1)

    def test_other_errors_are_not_called_a_full_disk(self):
        attachments = type(self.env["ir.attachment"])
        refusal = PermissionError(13, "Permission denied")
        with patch.object(attachments, "_get_path", side_effect=refusal):
            with self.assertRaises(PermissionError):
                self._upload()
