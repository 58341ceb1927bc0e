"""Files: each row's content is there, as it was sent, and as its checksum says."""

import hashlib

from ..acts_complaint import content
from ..journal import MARKER
from .finding import Evidence, Finding

SUBJECT = "files"
ROWS = """
    SELECT id, name, store_fname, file_size, checksum FROM ir_attachment
     WHERE store_fname IS NOT NULL
"""


def check(evidence: Evidence) -> list[Finding]:
    found = []
    for id_, name, store_name, size, checksum in evidence.rows(ROWS):
        file = evidence.filestore / store_name
        if not file.is_file():
            found.append(Finding(SUBJECT, f"file of attachment {id_} is gone"))
            continue
        data = file.read_bytes()
        if len(data) != size or hashlib.sha1(data).hexdigest() != checksum:
            found.append(Finding(SUBJECT, f"file of attachment {id_} is broken"))
        markers = MARKER.findall(name or "")
        if markers and data != content(markers[-1]):
            text = f"file {name} is not what was sent"
            found.append(Finding(SUBJECT, text))
    return found
