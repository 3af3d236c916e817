"""Charts as SVG inside a page: no script, nothing told by colour alone, every value in words beside it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from html import escape

from policy_rules.attributes import frozen
from policy_rules.errors import in_columns
from policy_rules.report.html_elements import tag
from policy_rules.wording import cut, decimal_text

WIDTH, ROW, NAMES = 860, 26, 250
"""The units of a drawing: its width, the height of a row, the room for what stands before a bar."""
_HATCH = (
    '<defs><pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" stroke="var(--{colour})" '
    'stroke-width="2"/></pattern></defs>'
)


@frozen
class Bar:
    """A row: what it is of, what stands after it, a sure part and an open part of the scale, from and to."""

    name: str
    told: str
    sure: tuple[Fraction, Fraction]
    open: tuple[Fraction, Fraction]
    colour: str
    link: str = ""


@frozen
class Scale:
    """Where numbers lie between the first and the last of a scale, in so much room."""

    first: Fraction
    last: Fraction
    room: int

    def box(self, ends: tuple[Fraction, Fraction], y: int, look: str) -> str:
        """A box from one number to another; nothing where it has no width."""
        span = self.last - self.first
        x, end = (NAMES + self.room * (min(max(p, self.first), self.last) - self.first) / span for p in ends)
        if end <= x:
            return ""
        return f'<rect x="{float(x):.1f}" y="{y + 4}" width="{float(end - x):.1f}" height="16" {look}/>'


def bars(rows: Sequence[Bar], title: str, name: str) -> str:
    """Bars on one scale, open parts hatched; the scale begins where something happens, and says where."""
    ends = sorted({end for row in rows for end in (*row.sure, *row.open)})
    upto = max(ends[-1], Fraction(1))
    inner = [end for end in ends if 0 < end < upto]
    first = Fraction(max(0, (inner[0] - upto / 10) // 10 * 10)) if inner else Fraction(0)
    scale = Scale(first, upto, WIDTH - NAMES - 170)
    drawn = [_HATCH.format(id=f"{name}-{c}", colour=c) for c in dict.fromkeys(row.colour for row in rows)]
    for at, end in ((NAMES, first), (NAMES + scale.room, upto)):
        anchor = "start" if at == NAMES else "end"
        drawn.append(f'<text x="{at}" y="14" text-anchor="{anchor}">{escape(decimal_text(end))}</text>')
    for at, row in enumerate(rows, 1):
        y = ROW * at
        text = f'<text x="0" y="{y + 16}">{escape(cut(row.name, 35))}</text>'
        drawn.append(tag("a", text, href=row.link) if row.link else text)
        drawn.append(scale.box((first, upto), y, 'fill="none" stroke="var(--line)"'))
        drawn.append(scale.box(row.sure, y, f'fill="var(--{row.colour})"'))
        drawn.append(scale.box(row.open, y, f'fill="url(#{name}-{row.colour})" stroke="var(--{row.colour})"'))
        drawn.append(f'<text x="{NAMES + scale.room + 10}" y="{y + 16}">{escape(row.told)}</text>')
    return _drawing("".join(drawn), ROW * (len(rows) + 1), title)


def day_line(marks: Sequence[tuple[datetime.date, str, str]], today: datetime.date, title: str) -> str:
    """Days on a line, each with its rules: how far it is from the day of assessment."""
    first = min([today, *(day for day, _, _ in marks)])
    last = max([today, *(day for day, _, _ in marks)])
    span = max((last - first).days, 1)
    drawn, rows = (
        [f'<line x1="90" y1="12" x2="{WIDTH - 90}" y2="12" stroke="var(--line)" stroke-width="2"/>'],
        0,
    )
    for day, told, colour in [(today, "", "ink"), *marks]:
        x = 90 + (WIDTH - 180) * (day - first).days // span
        drawn.append(f'<circle cx="{x}" cy="12" r="6" fill="var(--{colour})"/>')
        if told:
            rows += 1
            y = 18 + 20 * rows
            at = min(x, WIDTH - 330)
            drawn.append(f'<line x1="{x}" y1="18" x2="{x}" y2="{y - 4}" stroke="var(--line)"/>')
            drawn.append(f'<text x="{at + 8}" y="{y}">{escape(told)}</text>')
    return _drawing("".join(drawn), 30 + 20 * rows, title)


@frozen
class MapCell:
    """A cell of a heat map: its mark, and the colour that says the same."""

    mark: str
    colour: str


def heat_map(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[MapCell]]], title: str) -> str:
    """A grid of marked cells, a row each; the names of the columns stand upright above them."""
    head = 12 + 7 * max((len(in_columns(cut(name, 24))) for name in columns), default=0)
    drawn = []
    for at, name in enumerate(columns):
        x = NAMES + _CELL * at + 15
        told = escape(cut(name, 24))
        drawn.append(f'<text transform="translate({x} {head - 6}) rotate(-90)">{told}</text>')
    for n, (name, cells) in enumerate(rows):
        y = head + _CELL * n
        drawn.append(f'<text x="0" y="{y + 15}">{escape(cut(name, 35))}</text>')
        for at, cell in enumerate(cells):
            x = NAMES + _CELL * at
            drawn.append(
                f'<rect x="{x}" y="{y}" width="{_CELL - 2}" height="{_CELL - 2}" fill="var(--{cell.colour})" '
                f'fill-opacity=".35"/><text x="{x + 10}" y="{y + 15}" text-anchor="middle">{cell.mark}</text>'
            )
    return _drawing("".join(drawn), head + _CELL * len(rows), title, NAMES + _CELL * len(columns) + 10)


_CELL = 22


def _drawing(inside: str, height: int, title: str, width: int = WIDTH) -> str:
    attributes = {
        "viewBox": f"0 0 {width} {height}",
        "width": str(width),
        "role": "group",
        "aria-label": title,
    }
    return tag(
        "div",
        tag("svg", inside, **attributes),
        class_="wide",
        tabindex="0",
        role="group",
        **{"aria-label": title},
    )
