"""Samples by lot: a draw that anybody can make again by hand.

The lot is a text put on file before the draw. Each id is hashed with it, `sha256("LOT ID")`, and the ids
with the least digests are drawn: `printf '%s' 'LOT ID' | sha256sum`. Nobody chooses; the same lot gives the
same list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from policy_rules.facts.view import Member, field_value
from policy_rules.office import cells
from policy_rules.office.cells import Cell
from policy_rules.office.document import PartTold
from policy_rules.office.on_facts import members_of, record_cell
from policy_rules.office.year_at_office import YearAtOffice
from policy_rules.ruleset.office_model import OfficePart
from policy_rules.values.known import Labels, Num

ROSTER, ORGANS, UNDER = "roster", "organs", "units_under"
_COLUMNS = ("record", "place", "unit", "name", "digest", "drawn")


def lot_digest(lot: str, id_: str) -> str:
    """The digest by which an id is put in order.

    >>> lot_digest("7", "elm")[:12]
    '53ed16600311'
    """
    return hashlib.sha256(f"{lot} {id_}".encode()).hexdigest()


def in_lot_order(lot: str, ids: Iterable[str]) -> list[str]:
    """The ids in the order of their digests."""
    return sorted(ids, key=lambda id_: (lot_digest(lot, id_), id_))


def sample(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """The draws on file of the office, each with all ids in the order of the lot and those drawn."""
    rows: list[tuple[Cell, ...]] = []
    notes: list[Cell] = []
    entity = year.vocabulary.entities[part.list]
    for member in members_of(year, year.own, entity, {}) if year.own else ():
        if member.record.generic:
            continue
        lot, size, among, of = (_told(year, member, part, key) for key in ("lot", "size", "among", "of"))
        if not isinstance(lot, str) or not isinstance(size, int):
            notes.append(_undrawn(year, member, part))
            continue
        pool, remarks = _pool(year, str(among or ROSTER), str(of or ""))
        notes += remarks
        drawn = in_lot_order(lot, pool)
        for place, id_ in enumerate(drawn, 1):
            name = cells.same_cell(year.unit(id_).name)
            told = (cells.same_cell(member.record.id), cells.number_cell(place), cells.same_cell(id_), name)
            rows.append((*told, cells.same_cell(lot_digest(lot, id_)), cells.truth_cell(place <= size)))
        notes += _on_file(year, str(of or ""), drawn[:size])
        notes.append(_by_hand(lot))
    return PartTold("sample", _COLUMNS, tuple(rows), tuple(notes))


def _told(year: YearAtOffice, member: Member, part: OfficePart, key: str) -> str | int | None:
    """A settled value of a record; None where it is not told, or not settled."""
    name = part.drawn.get(key, "")
    attribute = year.vocabulary.entities[part.list].attributes.get(name)
    if attribute is None:
        return None
    found = field_value(member.record, attribute, year.population.as_of.toordinal())
    if isinstance(found, Labels) and found.settled and found.members:
        return next(iter(found.members))
    if isinstance(found, Num) and found.settled and found.lo == found.hi:
        return int(found.lo)
    return None


def _undrawn(year: YearAtOffice, member: Member, part: OfficePart) -> Cell:
    """What is missing for a draw."""
    attributes = year.vocabulary.entities[part.list].attributes
    wanted = [attributes[part.drawn[key]] for key in ("lot", "size")]
    lacking = [a for a in wanted if record_cell(year, year.own, member, a).look == "missing"]
    path = member.record.path
    zh, en = "、".join(a.zh or a.name for a in lacking), ", ".join(a.en or a.name for a in lacking)
    return Cell({"missing": path}, f"{path}尚不能抽取：缺{zh}", f"{path} cannot be drawn yet: missing {en}")


def _pool(year: YearAtOffice, among: str, of: str) -> tuple[list[str], list[Cell]]:
    """From among what is drawn, and what a reader must know of it."""
    if among == ROSTER:
        unsure = [id_ for id_, sure in year.roster.items() if not sure]
        told = ", ".join(unsure)
        note = Cell({"missing": told}, f"是否在名册未定：{told}", f"not known whether on the roster: {told}")
        return [id_ for id_, sure in year.roster.items() if sure], [note] if unsure else []
    units = (year.unit(id_) for id_ in year.asked)
    ids = [u.id for u in units if of and of == (u.organ_of if among == ORGANS else u.parent)]
    whole = of in year.asked and _is_whole(year, among, of)
    zh, en = (
        f"{of}的名单未注明齐全：只从在案者抽取",
        f"nobody said that the list of {of} is whole: drawn from those on file",
    )
    return ids, [] if whole else [Cell({"missing": f"{of}.complete({among})"}, zh, en)]


def _is_whole(year: YearAtOffice, among: str, of: str) -> bool:
    return any(c.list == among and not c.void for c in year.unit(of).complete)


def _on_file(year: YearAtOffice, of: str, drawn: list[str]) -> Iterator[Cell]:
    """Whether the sample on file of a place is the one that the lot gives."""
    samples = year.unit(of).samples if of in year.asked else ()
    for sample_on_file in samples:
        if sample_on_file.year == year.population.year:
            same = set(sample_on_file.organs) == set(drawn)
            listed = ", ".join(sample_on_file.organs)
            zh = f"{of}的在案抽样与抽签{'一致' if same else '不一致'}：{listed}"
            holds = "is" if same else "is not"
            en = f"the sample on file of {of} {holds} what the lot gives: {listed}"
            yield Cell({"same": same}, zh, en)


def _by_hand(lot: str) -> Cell:
    command = f"printf '%s' '{lot} ID' | sha256sum"
    return Cell(command, f"复核：`{command}`，由小到大", f"to make it again: `{command}`, the least first")
