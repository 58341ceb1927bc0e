import contextlib
import errno
import os
from tempfile import NamedTemporaryFile

from odoo import api, models
from odoo.exceptions import UserError

NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


class IrAttachment(models.Model):
    """What customers sent is kept whole, whatever befalls the disk.

    Odoo writes a file in its place. Where that was cut off, the beginning that is left
    makes it refuse the same file for ever.
    """

    _inherit = "ir.attachment"

    @api.model
    def _file_write(self, bin_value, checksum):
        with self._telling_of_full_disk():
            return super()._file_write(bin_value, checksum)

    @api.model
    def _get_path(self, bin_data, sha):
        with self._telling_of_full_disk():
            self._complete_file(bin_data, self._full_path(f"{sha[:2]}/{sha}"))
        return super()._get_path(bin_data, sha)

    @contextlib.contextmanager
    def _telling_of_full_disk(self):
        try:
            yield
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            raise UserError(
                self.env._(
                    "There is no room for this file: the disk of the server is full. "
                    "Nothing was saved. Tell whoever runs the server, then do it again."
                )
            ) from error

    @api.model
    def _complete_file(self, content, path):
        """Put the whole content where only its beginning is.

        In one step: whoever writes the same content at this moment goes on writing to
        the former file, and neither of the two can spoil the new one.
        """
        try:
            size = os.path.getsize(path)
        except OSError:
            return
        if size >= len(content):
            return
        with open(path, "rb") as file:
            if file.read() != content[:size]:
                return
        with NamedTemporaryFile(
            dir=os.path.dirname(path), prefix=os.path.basename(path), delete=False
        ) as whole:
            try:
                whole.write(content)
                whole.flush()
                os.chmod(whole.name, os.stat(path).st_mode)
                os.replace(whole.name, path)
                # In case the transaction comes to nothing.
                self._mark_for_gc(os.path.relpath(path, self._filestore()))
            except OSError:
                with contextlib.suppress(OSError):
                    os.unlink(whole.name)
                raise
