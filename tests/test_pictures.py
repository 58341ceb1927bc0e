"""The pictures that the documents show are those that ./dev screens takes."""

import re

from devkit.paths import ROOT
from screens import pictures

README = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
DESCRIPTION = re.compile(r'<img [^>]*src="([^"]+)"')


def test_each_picture_of_the_documents_is_taken_by_the_script() -> None:
    taken = {picture.file for picture in pictures.listed()}
    index = pictures.FOLDER / "index.html"
    shown = {ROOT / name for name in README.findall((ROOT / "README.md").read_text())}
    shown |= {pictures.FOLDER / name for name in DESCRIPTION.findall(index.read_text())}
    assert shown == taken
    assert all(picture.is_file() for picture in taken)
