"""What is otherwise than in a sealed snapshot, and whether a decision on file lets it in."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.facts.bound import UnitFacts
from policy_rules.facts.differences import differences
from policy_rules.facts.plain_data import facts_from
from policy_rules.facts.view import field_value
from policy_rules.office.office_words import remark_words
from policy_rules.office.on_facts import members_of
from policy_rules.office.snapshot import file_digest, results_of, snapshot_of
from policy_rules.office.untold_facts import told_facts, untold_digests
from policy_rules.office.year_at_office import YearAtOffice
from policy_rules.report.output_head import labels_data, ruleset_head
from policy_rules.report.phrases import phrase
from policy_rules.results.population import Population
from policy_rules.values.known import NEVER, Labels, Num
from policy_rules.wording import Language

_PARTS = ("ruleset", "sheets", "calendar", "parameters", "decisions")


@frozen
class LaterFact:
    """A fact that is otherwise than it was sealed: `how` is added, changed or removed.

    `let_in` is the id of the decision that lets it in; "" where there is none. `apart`: it is a step of the
    procedure, or of what the office itself fills in afterwards, and no evidence.
    """

    unit: str
    path: str
    how: str
    let_in: str = ""
    apart: bool = False


@frozen(eq=False)
class Verification:
    """What differs from a snapshot: parts by name, files, facts, results of units."""

    population: Population
    sealed: Mapping[str, Any]
    parts: tuple[str, ...]
    files: tuple[str, ...]
    facts: tuple[LaterFact, ...]
    results: tuple[str, ...]

    @property
    def undecided(self) -> tuple[LaterFact, ...]:
        """The later evidence that no decision on file lets in."""
        return tuple(f for f in self.facts if not f.let_in and not f.apart)

    @property
    def stands(self) -> bool:
        """Whether the rules are those of the snapshot, and no evidence came later without a decision."""
        return not self.parts and not self.undecided

    def to_dict(self) -> dict[str, Any]:
        """It as plain data for JSON."""
        keys = ("illustrative", "constructed")
        return {
            **labels_data(**{key: key in self.sealed for key in keys}),
            **ruleset_head(self.population.model),
            "sealed_as_of": self.sealed["as_of"],
            "as_of": self.population.as_of.isoformat(),
            "seal": self.sealed["seal"],
            "stands": self.stands,
            "parts": list(self.parts),
            "files": list(self.files),
            "facts": [
                {"unit": f.unit, "path": f.path, "how": f.how, "let_in": f.let_in or None, "apart": f.apart}
                for f in self.facts
            ],
            "results": list(self.results),
        }

    def to_text(self, language: Language | None = None) -> str:
        """It as text, in the ruleset's language where none is asked for."""
        return "\n".join(self._lines(language or self.population.model.languages[0])) + "\n"

    def _lines(self, language: Language) -> Iterator[str]:
        held = [key for key in ("illustrative", "constructed") if key in self.sealed]
        yield from (f"*** {phrase(key, language)} ***" for key in held)
        yield f"{remark_words('sealed', language)} {self.sealed['as_of']}  {self.sealed['seal']}"
        yield remark_words("stands" if self.stands else "stands not", language)
        yield from (f"- {remark_words('other part', language)}: {name}" for name in self.parts)
        yield from (f"- {remark_words('other file', language)}: {name}" for name in self.files)
        for f in self.facts:
            how = remark_words(f.how, language)
            let_in = f.let_in and f"{remark_words('let in', language)} {f.let_in}"
            told = remark_words("apart", language) if f.apart else let_in
            told = told or remark_words("undecided", language)
            yield f"- {f.unit}.{f.path}: {how} — {told}"
        yield from (f"- {remark_words('other result', language)}: {unit}" for unit in self.results)


def verify(sealed: Mapping[str, Any], year: YearAtOffice) -> Verification:
    """What the population of today has otherwise than a snapshot (`read_snapshot`)."""
    population = year.population
    now = snapshot_of(population)
    before = facts_from(sealed["facts"]["data"]).units
    facts, untold = population.asked[0].facts, population.model.vocabulary.redacted
    after = told_facts(facts, untold).units
    hidden = untold_digests(facts, untold, sealed["facts"]["digest"])
    results = results_of(population)
    changed = [
        u for u in dict.fromkeys((*sealed["results"], *results)) if sealed["results"].get(u) != results.get(u)
    ]
    return Verification(
        population,
        sealed,
        tuple(part for part in _PARTS if sealed.get(part) != now[part]),
        tuple(f["file"] for f in sealed["files"] if file_digest(f["file"]) != f["digest"]),
        tuple(_later(before, after, sealed, hidden, year)),
        tuple(changed),
    )


def _later(
    before: Mapping[str, UnitFacts],
    after: Mapping[str, UnitFacts],
    sealed: Mapping[str, Any],
    hidden: Mapping[str, Mapping[str, str]],
    year: YearAtOffice,
) -> Iterator[LaterFact]:
    let_in = tuple(_let_in(year, before, sealed["as_of"]))
    late = year.office.late
    apart = {*year.office.late_apart, *([late["list"]] if late else [])}
    for id_ in dict.fromkeys((*before, *after)):
        old, new = before.get(id_), after.get(id_)
        if old is None or new is None:
            path, how = "unit", "added" if old is None else "removed"
            yield LaterFact(id_, path, how, _decision(let_in, id_, path))
            continue
        found = [(path, _how(was, now)) for path, was, now in differences(old, new)]
        sealed_values = sealed["facts"].get("withheld", {}).get(id_, {})
        for path, how in (*found, *_hidden(sealed_values, hidden.get(id_, {}), dict(found))):
            top = path.partition("[")[0].partition(".")[0]
            whole = path.partition("[")[2].partition(",")[0].rstrip("]") if top == "complete" else top
            is_apart = (top == "corrections" and how == "added") or whole in apart
            yield LaterFact(id_, path, how, _decision(let_in, id_, path), is_apart)


def _how(was: object, now: object) -> str:
    return "added" if was is None else "removed" if now is None else "changed"


def _hidden(
    before: Mapping[str, str], after: Mapping[str, str], told: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The values that are not told and are others than were sealed, but of records that came or went."""
    records = tuple(f"{path}." for path in told)
    for path in dict.fromkeys((*before, *after)):
        if before.get(path) != after.get(path) and not path.startswith(records):
            yield path, _how(before.get(path), after.get(path))


def _let_in(
    year: YearAtOffice, before: Mapping[str, UnitFacts], sealed_on: str
) -> Iterator[tuple[str, str, str]]:
    """The decisions on file of the office by the day: id, unit, path of the fact.

    One that was not there when the snapshot was sealed counts where its day is known and no earlier.
    """
    late = year.office.late
    if not late or not year.own:
        return
    entity = year.vocabulary.entities[late["list"]]
    own = before.get(year.own)
    there = {record.id for record in own.lists.get(late["list"], ())} if own else set[str]()
    first = datetime.date.fromisoformat(sealed_on).toordinal()
    for member in members_of(year, year.own, entity, {}):
        told = [field_value(member.record, entity.attributes[late[k]], 0) for k in ("unit", "about")]
        texts = [next(iter(t.members), "") for t in told if isinstance(t, Labels) and t.settled and t.members]
        day = field_value(member.record, entity.attributes[late["decided_on"]], 0)
        in_order = isinstance(day, Num) and day.null == NEVER and day.lo >= first
        if not member.record.generic and len(texts) == 2 and (in_order or member.record.id in there):
            yield member.record.id, texts[0], texts[1]


def _decision(let_in: tuple[tuple[str, str, str], ...], unit: str, path: str) -> str:
    """The decision that lets in the fact, or the record of which it is a part; "" where there is none."""
    for id_, of, about in let_in:
        if of == unit and (path == about or path.startswith((f"{about}.", f"{about}["))):
            return id_
    return ""
