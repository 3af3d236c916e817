"""A document as a file for word processors holds what its text holds, and is the same each time."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile

import pytest

from office.test_documents import COUNCIL, HERE, office
from policy_rules.cli import main
from policy_rules.wording import LANGUAGES

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(data: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return ET.fromstring(file.read(name))


def texts(data: bytes) -> list[str]:
    """The text of each paragraph, those in tables too, in their order."""
    return [
        "".join(t.text or "" for t in p.iter(f"{W}t")) for p in part(data, "word/document.xml").iter(f"{W}p")
    ]


def bare(text: str) -> str:
    """A text without blanks and without what a text has in the place of looks."""
    return re.sub(r"[\s=*]|^- ", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", list(COUNCIL.model.office.documents))
def test_it_holds_what_the_text_holds(name, language):
    document = office().document(name)
    told, got = document.to_text(language), texts(document.to_docx(language))
    if any(len(line) > 150 for line in told.splitlines()):  # a wide table: row by row, what is there
        parts = [p for letter in document.letters for p in letter.parts]
        heads = {p.head(column, language) for p in parts for column in p.columns}
        assert {text for text in got if bare(text) not in bare(told)} <= heads | {"—"}
    else:
        assert bare(told) == bare("\n".join(got))


def test_the_same_document_gives_the_same_bytes_and_another_day_others():
    first, again = (office().document("after/letter").to_docx("zh") for _ in range(2))
    assert first == again
    assert first != office("2025-01-11").document("after/letter").to_docx("zh")
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "docProps/thumbnail.jpeg" not in file.namelist()


def test_what_the_file_says_of_itself_is_of_the_document():
    core = part(office().document("after/letter", "ash").to_docx("en"), "docProps/core.xml")
    held = {each.tag.rpartition("}")[2]: each.text for each in core}
    assert (held["title"], held["creator"]) == ("letter", "Town council")
    assert held["created"] == held["modified"] == "2025-01-10T00:00:00Z"
    assert not held.get("description")


def test_unit_and_day_stand_on_every_page_and_chinese_fonts_are_named():
    data = office().document("after/letter", "ash").to_docx("zh")
    (head,) = [t.text for t in part(data, "word/header1.xml").iter(f"{W}t")]
    assert head == "Ash library  2025-01-10"
    fonts = {f.get(f"{W}eastAsia") for f in part(data, "word/styles.xml").iter(f"{W}rFonts")}
    assert {"仿宋", "宋体"} <= fonts
    named = {f.get(f"{W}name"): [a.get(f"{W}val") for a in f] for f in part(data, "word/fontTable.xml")}
    assert (named["仿宋"], named["宋体"]) == (["FangSong"], ["SimSun"])
    styles = [s.get(f"{W}val") for s in part(data, "word/document.xml").iter(f"{W}pStyle")]
    assert {"Title", "Heading1", "Heading2"} <= set(styles)


def test_the_command_writes_it(tmp_path):
    file = tmp_path / "letter.docx"
    words = ["office", str(HERE / "council"), str(HERE / "facts.yaml"), "after/letter", "--for", "ash"]
    assert main([*words, "--as-of", "2025-01-10", "--year", "2024", "--lang", "zh", "-o", str(file)]) == 0
    assert file.read_bytes() == office().document("after/letter", "ash").to_docx("zh")
