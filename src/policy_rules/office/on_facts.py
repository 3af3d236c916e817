"""What is on file: single facts, records of lists with the clocks that rules run on them, corrections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy_rules.errors import Fault, NoSuchName
from policy_rules.facts.bound import CorrectionRecord, UnitFacts
from policy_rules.facts.corrections_in_order import item_of, made_by
from policy_rules.facts.view import Member, field_value
from policy_rules.office import cells
from policy_rules.office.cells import NOTHING, Cell
from policy_rules.office.document import PartTold
from policy_rules.office.year_at_office import YearAtOffice
from policy_rules.report.score_words import bare, grade_type, moved
from policy_rules.results.finding import InstanceFinding
from policy_rules.results.limbs_finding import record_rows
from policy_rules.results.place_finding import PlaceFinding
from policy_rules.ruleset.office_model import OfficePart
from policy_rules.values.known import Labels, Num, point
from policy_rules.vocabulary import Attribute, Entity
from policy_rules.wording import LANGUAGES, Speaker

_KINDS = {
    "feedback": ("反馈", "issue put to the unit"),
    "delivery": ("送达", "delivered"),
    "reading": ("阅读", "read"),
    "verified": ("核实", "accepted"),
    "objection": ("异议", "objection"),
    "decision": ("复核决定", "decision on review"),
    "approval": ("审定", "approval"),
    "recusal": ("回避", "recusal"),
}


def head_of_path(year: YearAtOffice, path: str) -> Cell:
    """The name of a single fact's attribute."""
    attribute = year.vocabulary.attribute(path)
    if attribute is None:
        raise NoSuchName(Fault(f"no attribute `{path}`"))
    return cells.named_cell(attribute)


def fact_cell(year: YearAtOffice, unit: str, path: str) -> Cell:
    """A single fact of a unit as of the day."""
    attribute = year.vocabulary.attribute(path)
    assert attribute is not None
    view = year.view(unit)
    if not view.unit.values.get(path):
        return cells.missing_cell(f"{unit}.{path}")
    return cells.value_cell(view.read(path, point(view.as_of)), attribute, f"{unit}.{path}", year.vocabulary)


def source_cell(unit: UnitFacts, name: str) -> Cell:
    """Where something comes from."""
    source = unit.sources.get(name)
    return cells.same_cell(name if source is None else source.title or name) if name else NOTHING


def facts_part(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """Single facts, one a row."""
    rows = tuple(
        (cells.same_cell(id_), Cell(path, *_both(head_of_path(year, path))), fact_cell(year, id_, path))
        for id_ in year.units(part.of, unit)
        for path in part.facts
    )
    return PartTold("facts", ("unit", "fact", "value"), rows)


def _both(cell: Cell) -> tuple[str, str]:
    return cell.zh, cell.en


# Records -------------------------------------------------------------------------------------------


def records(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """The records of a list: of the year where the list tells the year that they are about, else all.

    Beside a record stand the outcome and the due day of each rule that looks at it.
    """
    entity = year.vocabulary.entities[part.list]
    names = part.columns or tuple(a.name for a in entity.attributes.values() if a.derived is None)
    shown = [entity.attributes[name] for name in names]
    rows = []
    open_of: dict[str, None] = {}
    partly: dict[str, None] = {}
    for id_ in year.units(part.of, unit):
        clocks = {rule: _instances(year, id_, rule, part) for rule in part.clocks}
        for member in members_of(year, id_, entity, part.only):
            if member.record.generic:
                said = any(c.list == entity.name for c in year.unit(id_).complete)
                (partly if said else open_of)[id_] = None
                continue
            rows.append(tuple(_record(year, id_, member, shown, clocks)))
    heads = {a.name: cells.named_cell(a) for a in shown}
    by_rule = [f"{rule} {key}" for rule in part.clocks for key in ("outcome", "due")]
    heads |= {f"{r} {k}": Cell(k, f"{r}{zh}", f"{r} {k}") for r in part.clocks for k, zh in _CLOCK.items()}
    columns = ("unit", "record", *names, *by_rule, "source")
    return PartTold(
        "records", columns, tuple(rows), tuple(_maybe_more(entity, list(open_of), list(partly))), heads=heads
    )


_CLOCK = {"outcome": "认定", "due": "期限"}


def _maybe_more(entity: Entity, units: list[str], partly: list[str]) -> Iterator[Cell]:
    """Lists of which nobody said that they are whole, or of a part of the time alone."""
    name = cells.named_cell(entity)
    if units:
        told = ", ".join(units)
        zh = f"{name.zh}未注明已齐全，可能尚有：{told}"
        yield Cell({"perhaps_more": units}, zh, f"nobody said that the list of {name.en} is whole: {told}")
    if partly:
        told = ", ".join(partly)
        zh = f"{name.zh}仅就部分时间注明已齐全，其余时间可能尚有：{told}"
        en = f"the list of {name.en} was said to be whole for a part of the time only: {told}"
        yield Cell({"perhaps_more": partly}, zh, en)


def members_of(
    year: YearAtOffice, unit: str, entity: Entity, only: Mapping[str, tuple[str, ...]]
) -> Iterator[Member]:
    """The records that are, or may be, of the year and of the labels asked for."""
    view = year.view(unit)
    for member in view.records(entity.name):
        if entity.told_year:
            about = field_value(member.record, entity.attributes[entity.told_year], view.as_of)
            if isinstance(about, Num) and not about.lo <= view.year <= about.hi:
                continue
        fits = True
        for name, labels in only.items():
            found = field_value(member.record, entity.attributes[name], view.as_of)
            if isinstance(found, Labels) and found.members is not None:
                fits = fits and bool(found.members & set(labels))
        if fits:
            yield member


def record_cell(year: YearAtOffice, unit: str, member: Member, attribute: Attribute) -> Cell:
    """One attribute of a record as of the day."""
    record, fact = member.record, f"{unit}.{member.record.path}.{attribute.name}"
    if record.facts is None or attribute.name not in record.facts.values:
        return cells.missing_cell(fact)
    found = field_value(record, attribute, year.view(unit).as_of)
    return cells.value_cell(found, attribute, fact, year.vocabulary)


def _record(
    year: YearAtOffice,
    unit: str,
    member: Member,
    shown: list[Attribute],
    clocks: Mapping[str, Mapping[str, InstanceFinding]],
) -> Iterator[Cell]:
    record = member.record
    yield cells.same_cell(unit)
    yield cells.same_cell(record.id)
    for attribute in shown:
        yield record_cell(year, unit, member, attribute)
    for by_id in clocks.values():
        found = by_id.get(record.id)
        yield NOTHING if found is None else cells.outcome_cell(found.outcome)
        yield NOTHING if found is None else cells.day_cell(found.due)
    yield source_cell(year.unit(unit), "" if record.facts is None else record.facts.source)


def _instances(year: YearAtOffice, unit: str, rule: str, part: OfficePart) -> Mapping[str, InstanceFinding]:
    """The instances of a rule by the id of their record; of a place those on its own records."""
    found = year.assessed(unit, following=part.following).finding(rule)
    own = found.own if isinstance(found, PlaceFinding) else found
    return {i.id: i for i in record_rows(own)}


# Corrections ---------------------------------------------------------------------------------------


def corrections(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """What was put on file after the scoring, as a log: by day, with what is still open."""
    found = []
    for id_ in year.units(part.of, unit):
        facts_of = year.unit(id_)
        by_id = {c.id: c for c in facts_of.corrections}
        on_file = made_by(facts_of.corrections, year.population.year, year.population.as_of)
        for c in on_file:
            if c.kind in part.kinds:
                told = _correction(c, item_of(c, by_id), _grade(c, year, id_))
                row = (cells.same_cell(id_), *told, _state(c, on_file))
                day = c.date.isoformat() if c.date else ""
                found.append((day, (*row, source_cell(facts_of, c.source))))
    rows = tuple(row for _, row in sorted(found, key=lambda pair: pair[0]))
    columns = ("unit", "record", "kind", "day", "by", "role", "item", "about", "gives", "reason", "evidence")
    return PartTold("corrections", (*columns, "state", "source"), rows)


def _correction(c: CorrectionRecord, item: str, grade: Cell) -> Iterator[Cell]:
    yield cells.same_cell(c.id)
    yield Cell(c.kind, *_KINDS[c.kind])
    yield cells.day_cell(c.date)
    yield cells.told_cell(c.by, f"corrections[{c.id}].by")
    yield cells.same_cell(c.role)
    yield cells.same_cell(item)
    yield cells.same_cell(c.about)
    yield _gives(c, grade)
    yield cells.same_cell(c.reason)
    yield cells.same_cell(c.evidence)


def _state(c: CorrectionRecord, on_file: list[CorrectionRecord]) -> Cell:
    """Whether an objection was decided, and what a decision takes the place of."""
    if c.kind == "objection":
        by = [d.id for d in on_file if d.kind == "decision" and d.about == c.id]
        if not by:
            return Cell("undecided", "尚无决定", "no decision yet", "pending")
        return Cell({"decided_by": by}, f"已决定：{'、'.join(by)}", f"decided: {', '.join(by)}")
    if c.supersedes:
        before = list(c.supersedes)
        return Cell({"supersedes": before}, f"取代{'、'.join(before)}", f"supersedes {', '.join(before)}")
    return NOTHING


def _gives(c: CorrectionRecord, grade: Cell) -> Cell:
    """The points that it gives, and the grade: an approval may give both."""
    if c.change is not None:
        return cells.same_cell(moved((c.change.lo, c.change.hi)))
    total = "" if c.value is None else f"= {bare((c.value.lo, c.value.hi))}"
    if not c.grade or not total:
        return grade if c.grade else cells.same_cell(total)
    return Cell(f"{total}, {c.grade}", f"{total}，{grade.zh}", f"{total}, {grade.en}")


def _grade(c: CorrectionRecord, year: YearAtOffice, unit: str) -> Cell:
    """The grade that an approval gives, as it is told."""
    score = year.population.score(unit)
    kind = None if score is None else grade_type(score.sheet, year.vocabulary)
    zh, en = (Speaker(year.vocabulary, language).label(c.grade, kind) for language in LANGUAGES)
    return Cell(c.grade, zh, en)
