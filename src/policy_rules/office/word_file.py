"""A document as a file for word processors (`.docx`), by python-docx (extra `documents`).

The same pieces give the same bytes: what the file says of itself is set, and its parts bear one day.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.report.exchange.tables import in_xml

BODY, HEADS, LATIN = "仿宋", "宋体", "Times New Roman"
"""The fonts of Chinese text, of its headings, and of all other text."""
_FALLBACK = {BODY: "FangSong", HEADS: "SimSun"}
"""What a system that lacks a font may call it."""
_FONT_TABLE = "word/fontTable.xml"
_WIDE = 7
"""So many columns fit an upright page."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@frozen
class WordPiece:
    """What stands in a document, in its order.

    A `label`, its `title`, a `line`, a `quote`, who a `letter` is to, a `heading`, a `table` (its heads and
    rows), a `note`.
    """

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@frozen
class WordHead:
    """What the file says of itself: title, who made it, as of which day; `head` stands on every page."""

    title: str
    author: str
    day: datetime.date
    head: str


def word_file(pieces: Iterable[WordPiece], about: WordHead) -> bytes:
    """The file of a document.

    Raises:
        PolicyRulesError: python-docx is not installed (extra `documents`).
    """
    try:
        from docx import Document
    except ImportError:
        hint = "install the extra: `pip install 'policy-rules[documents]'`"
        raise PolicyRulesError(
            Fault("a .docx is written with python-docx, which is missing", hint=hint)
        ) from None
    document, written = Document(), list(pieces)
    _fonts(document)
    _page(document, about, wide=any(len(p.rows[0]) > _WIDE for p in written if p.rows))
    for piece in written:
        _put(document, piece)
    _said_of_itself(document, about)
    stream = io.BytesIO()
    document.save(stream)
    return _packed(stream.getvalue())


def _put(document: Any, piece: WordPiece) -> None:
    text = in_xml(piece.text)
    if piece.kind == "table":
        _table(document, piece.rows)
    elif piece.kind in _STYLES:
        document.add_paragraph(text, style=_STYLES[piece.kind])
    else:
        made = document.add_paragraph().add_run(text)
        made.bold = piece.kind == "label"


_STYLES = {
    "title": "Title",
    "letter": "Heading 1",
    "heading": "Heading 2",
    "quote": "Quote",
    "note": "List Bullet",
}
_LINES = ("Normal", "Quote", "List Bullet")
"""Styles of running text."""


def _fonts(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name in (*_LINES, *_STYLES.values()):
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for each in list(fonts.attrib):
            del fonts.attrib[each]  # the template's go by a theme
        for each in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{each}"), LATIN)
        fonts.set(qn("w:eastAsia"), BODY if name in _LINES else HEADS)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.italic = False
    document.styles["Normal"].font.size = Pt(12)


def _font_table() -> str:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    named = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in _FALLBACK.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<w:fonts xmlns:w="{space}">{named}<w:font w:name="{LATIN}"/></w:fonts>'


def _page(document: Any, about: WordHead, *, wide: bool) -> None:
    """A4, on its side where a table is wide; who and when at the top of every page."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    (section,) = document.sections
    width, height = (297, 210) if wide else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(20)
    section.header.paragraphs[0].text = in_xml(about.head)


def _table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        made = table.add_row()
        for cell, text in zip(made.cells, row, strict=True):
            run = cell.paragraphs[0].add_run(in_xml(text))
            run.font.size, run.bold = Pt(9), number == 0
        if number == 0:  # it stands at the top of every page that the table reaches
            again = OxmlElement("w:tblHeader")
            again.set(qn("w:val"), "true")
            document.element.body.tbl_lst[-1].tr_lst[0].get_or_add_trPr().append(again)


def _said_of_itself(document: Any, about: WordHead) -> None:
    held, day = document.core_properties, datetime.datetime.combine(about.day, datetime.time())
    held.title, held.author, held.last_modified_by = in_xml(about.title)[:255], in_xml(about.author)[:255], ""
    held.created = held.modified = day
    held.comments, held.keywords, held.subject, held.category = "", "", "", ""
    held.revision = 1
    rels = document.part.package.rels
    for name in [name for name, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[name]


def _packed(made: bytes) -> bytes:
    """The same parts in the same order, none with the time at which it was written."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in _in_order(old.namelist()):
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(info, _font_table() if name == _FONT_TABLE else old.read(name))
    return stream.getvalue()


def _in_order(names: Iterable[str]) -> Iterator[str]:
    """What says of which kinds the parts are comes first."""
    yield from sorted(names, key=lambda name: (name != "[Content_Types].xml", name))
