"""What comes out: ranks and grades, a unit's result, its points item by item, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policy_rules.office import cells
from policy_rules.office.cells import NOTHING, Cell
from policy_rules.office.document import PartTold
from policy_rules.office.on_rules import named_facts, rule_words
from policy_rules.office.year_at_office import YearAtOffice
from policy_rules.report.population_parts import UnitWords, lists_of, why_none
from policy_rules.report.score_account import (
    SPOKEN,
    ItemAccount,
    StepAccount,
    outer_items_of,
    step_title,
    steps_of,
    title_of,
)
from policy_rules.report.score_phrases import GIVES_BACK, remarks, step_value, word
from policy_rules.report.score_reasons import Reasons
from policy_rules.report.score_words import bare, moved
from policy_rules.results.assessment import Assessment
from policy_rules.results.population import Standing
from policy_rules.ruleset.office_model import OfficePart
from policy_rules.scoring.consequences import EXCLUDED, POSSIBLE, Consequence
from policy_rules.scoring.ledger import Line, Score
from policy_rules.wording import LANGUAGES

_FIELDS = ("rank", "unit", "name", "total", "grade", "open")


def _remarks(year: YearAtOffice, ids: Iterable[str], *, named: bool = True) -> tuple[Cell, ...]:
    """What is said beside the scores of units: by the sheet, and of what persons put on file."""
    found = []
    for id_ in ids:
        score = year.population.score(id_)
        if score is None or not score.remarks:
            continue
        own, name = year.assessed(id_), year.population.place(id_).name
        said = [remarks(Reasons(own, score, language), places=False) for language in ("zh", "en")]
        for zh, en in zip(*said, strict=True):
            heads = (f"{name}：", f"{name}: ") if named else ("", "")
            found.append(Cell(en, heads[0] + zh, heads[1] + en))
    return tuple(found)


def ranking(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """The lists in the order of the ranks; what is not certain stands as what it may be. Remarks below."""
    rows = []
    for one in lists_of(year.population):
        titles = Cell(one.name, one.title("zh"), one.title("en"))
        rows += [(titles, *_standing(year, place)) for place in one.places if place.unit in year.roster]
    return PartTold("ranking", ("list", *_FIELDS), tuple(rows), _remarks(year, year.roster))


def result(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """Total, grade and rank of the unit of the letter, or of each unit; remarks on them below."""
    ids = year.units("unit" if unit else "units", unit)
    rows = [tuple(_standing(year, year.population.place(id_))) for id_ in ids]
    return PartTold("result", _FIELDS, tuple(rows), _remarks(year, ids, named=not unit))


def _standing(year: YearAtOffice, place: Standing) -> Iterator[Cell]:
    zh, en = (UnitWords(year.population, place, language) for language in ("zh", "en"))
    settled = place.rank is not None and place.rank.settled and place.ranked
    yield Cell(int(place.rank.lo), zh.rank, en.rank) if settled and place.rank else _open(zh.rank, en.rank)
    yield cells.same_cell(place.unit)
    yield cells.same_cell(place.name)
    if place.total is not None and place.total.settled:
        yield Cell(en.total, zh.total, en.total)
    else:
        yield _open(zh.total, en.total)
    if len(place.grades) == 1:
        yield Cell(next(iter(place.grades)), zh.grade, en.grade)
    else:
        yield _open(zh.grade, en.grade)
    yield Cell(en.open, zh.open, en.open) if en.open else NOTHING


def _open(zh: str, en: str) -> Cell:
    return NOTHING if en == "—" else Cell({"possible": en}, zh, en)


def items(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """The points of a unit item by item, why any were lost, and what they come to, step by step."""
    score = year.population.score(unit)
    found = year.assessed(unit)
    if score is None or found.score is None:
        place = year.population.place(unit)
        zh, en = (why_none(year.population, place, language) for language in LANGUAGES)
        return PartTold("items", ("item", "possible", "got", "lost", "why"), (), (Cell(en, zh, en),))
    rows: list[tuple[Cell, ...]] = []
    for account in outer_items_of(found.score):
        said = [Reasons(found, found.score, language) for language in LANGUAGES]
        zh, en = (sep.join(_why(account, r)) for sep, r in zip(("；", "; "), said, strict=True))
        title = Cell(account.item.id, title_of(account.item, "zh"), title_of(account.item, "en"))
        possible = cells.same_cell(bare((account.possible, account.possible)))
        if account.got is None:
            rows.append((title, possible, cells.outcome_cell("not_applicable"), NOTHING, NOTHING))
            continue
        rows.append(
            (
                title,
                possible,
                cells.same_cell(bare(account.got)),
                cells.same_cell(bare(account.lost)),
                Cell(en, zh, en),
            )
        )
    rows += _steps(found, found.score)
    return PartTold("items", ("item", "possible", "got", "lost", "why"), tuple(rows))


def _steps(found: Assessment, score: Score) -> Iterator[tuple[Cell, ...]]:
    """What the items come to, step by step as far as the total; what is others' stands in no letter."""
    hidden, said = score.sheet.of_others, [Reasons(found, score, language) for language in LANGUAGES]
    for step in steps_of(score):
        if step.name == score.sheet.total:
            return
        if step.name not in hidden:
            title = Cell(step.name, *(step_title(step.name, score.sheet, each) for each in LANGUAGES))
            zh, en = (step_value(step, reasons) for reasons in said)
            why = [sep.join(_why_moved(step, each)) for sep, each in zip(("；", "; "), said, strict=True)]
            yield (title, NOTHING, Cell(en, zh, en), NOTHING, Cell(why[1], *why))


def _why_moved(step: StepAccount, reasons: Reasons) -> Iterator[str]:
    """The records, entries, corrections and caps by which a step is what it is."""
    lines = [l for l in step.told if l.kept or l.effect in SPOKEN or {"records", "entries"} & set(l.because)]
    return _said_of(lines, reasons)


def _why(account: ItemAccount, reasons: Reasons) -> Iterator[str]:
    """The reasons of the lines by which points were lost, held or are open."""
    return _said_of(account.told, reasons)


def _said_of(lines: Iterable[Line], reasons: Reasons) -> Iterator[str]:
    """What lines rest on, each once, and what a cap or a floor among them gave back or took."""
    seen: set[str] = set()
    for line in lines:
        held = line.kept == GIVES_BACK or (line.kept and line.effect not in ("deduct", "add"))
        if held and line.change is not None and any(line.change):
            yield f"{word(line, reasons)}{'：' if reasons.language == 'zh' else ': '}{moved(line.change)}"
        for told in reasons.of(line, full=False):
            if told not in seen:
                seen.add(told)
                yield told


def consequences(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """What follows by the rules named: certain or possible, to whom, and whether it was done."""
    rows = [
        (cells.same_cell(id_), *_consequence(year, found))
        for id_ in year.units("unit" if unit else part.of, unit)
        for found in year.population.consequences(id_)
        if found.rule in part.rules and found.status != EXCLUDED
    ]
    columns = ("unit", "rule", "words", "status", "addressee", "carried_out", "missing")
    return PartTold("consequences", columns, tuple(rows))


def _consequence(year: YearAtOffice, found: Consequence) -> Iterator[Cell]:
    yield cells.same_cell(found.rule)
    yield rule_words(year.model.rules[found.rule])
    certain = found.status != POSSIBLE
    yield Cell(found.status, "确定" if certain else "可能", found.status, "" if certain else "unknown")
    yield _addressee(year, found.addressee)
    yield cells.outcome_cell(found.carried_out)
    yield named_facts(year, found.missing)


def _addressee(year: YearAtOffice, name: str) -> Cell:
    """A role in its words; a parameter that nobody has set is missing, with its question."""
    if name in year.vocabulary.roles:
        return cells.role_cell(name, year.vocabulary)
    if name.startswith("parameters."):
        return named_facts(year, (name,))
    return cells.same_cell(name)
