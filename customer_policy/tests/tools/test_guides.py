"""What the guides print in bold is what one reads on the screen, in both languages."""

import ast
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[3]
GUIDES = ROOT / "docs" / "guide"
ADD_ONS = sorted(ROOT.glob("customer_policy*"))
ROLES = {
    "README.md",
    "administrator.md",
    "auditor.md",
    "complaint_officer.md",
    "custodian.md",
    "manager.md",
    "staff.md",
    "violation_officer.md",
}
# Words of Odoo itself, and words that a guide stresses.
NOT_OURS = {"Settings", "Technical", "Scheduled Actions", "bold", "粗体字"}
LINES = 70

pytestmark = pytest.mark.skipif(
    not GUIDES.exists(), reason="the add-on alone comes without the guides"
)


def _translations():
    """:return: the Chinese words of the screens"""
    block = re.compile(r'^msgstr ((?:".*"\n)+)', re.M)
    words = set()
    for add_on in ADD_ONS:
        for path in add_on.glob("i18n/zh_CN.po"):
            for quoted in block.findall(path.read_text("utf-8")):
                lines = quoted.strip().split("\n")
                words.add("".join(map(ast.literal_eval, lines)))
    return words


def _screens():
    """:return: the English words of the screens: of the templates and of the sources"""
    words = set()
    for add_on in ADD_ONS:
        for path in add_on.rglob("*.xml"):
            for node in ElementTree.parse(path).iter():
                words.update(text.strip() for text in node.attrib.values())
                words.update(text.strip() for text in (node.text, node.tail) if text)
        for pattern in ("*.py", "*.js"):
            for path in add_on.rglob(pattern):
                if "tests" not in path.parts:
                    words.update(re.findall(r'"([^"\n]+)"', path.read_text("utf-8")))
    return words


def _bold(path):
    for words in re.findall(r"\*\*(.+?)\*\*", path.read_text("utf-8"), re.S):
        for part in " ".join(words.split()).split("→"):
            yield part.strip()


def _guides(lang):
    return sorted((GUIDES / lang).glob("*.md"))


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_every_role_has_a_short_page(lang):
    assert {path.name for path in _guides(lang)} == ROLES
    for path in _guides(lang):
        assert len(path.read_text("utf-8").split("\n")) <= LINES, path


@pytest.mark.parametrize(
    ("lang", "words"), [("en", _screens), ("zh_CN", _translations)]
)
def test_what_is_bold_stands_on_the_screen(lang, words):
    known = words() | NOT_OURS
    unknown = {
        (path.name, part)
        for path in _guides(lang)
        for part in _bold(path)
        if part not in known
    }
    assert not unknown


def test_pages_that_a_guide_names_exist():
    for lang in ("en", "zh_CN"):
        for path in _guides(lang):
            for target in re.findall(r"\]\(([^)]+)\)", path.read_text("utf-8")):
                assert (path.parent / target).exists(), (path, target)
