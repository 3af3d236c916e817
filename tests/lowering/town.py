"""The village in language 2: lists that tell years, kinds of periods, values by day, versions, readings."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve

from lowering import village
from lowering.village import MAYBE_DATE, PEOPLE, entity
from policy_rules.errors import Place
from policy_rules.ruleset.model import Degree, ListedReadings, Rule, RulesetModel, Version
from policy_rules.ruleset.parameters import BUILT_IN
from policy_rules.values.known import label, point
from policy_rules.values.periods import Periods
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    INTEGER,
    Entity,
    Expression,
    Measure,
    Parameter,
    Type,
    Vocabulary,
)


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def told_by_year(name: str, counted: str, dated_by: tuple[str, ...] = ("held_on",)) -> Entity:
    """A list that tells the year that each record is about."""
    types = {"of_year": INTEGER, "held_on": DATE, "reply_by": DATE, "ok": BOOLEAN}
    return entity(name, types, dated_by=dated_by, for_year="of_year", counted=counted)


def choice(name: str, *labels: str, **more: Any) -> Parameter:
    return Parameter(name, Type("label", labels=labels, name=name), **more)


def by_day(name: str, type: Type, *values: Any) -> Parameter:
    """A parameter with one value from the start and another from 2025 on."""
    return Parameter(name, type, values=tuple(zip((0, day("2025-01-01")), values, strict=True)))


VOCABULARY: Vocabulary = evolve(
    village.VOCABULARY,
    entities={
        **village.VOCABULARY.entities,
        **{
            e.name: e
            for e in (
                told_by_year("letters", ""),
                told_by_year("reviews", "about"),
                told_by_year("notices", "parameters.notices_count"),
                told_by_year("visits", "parameters.visits_count"),
                evolve(told_by_year("papers", "about"), for_year=""),
                told_by_year("stays", "parameters.nowhere"),
                told_by_year("reports", "", dated_by=()),
                entity("tasks", {"due_on": DATE, "ok": BOOLEAN}),
                entity(
                    "loads",
                    {"left_on": DATE, "weight": PEOPLE, "heavy": BOOLEAN},
                    {"heavy": "weight > parameters.limit"},
                    dated_by=("left_on",),
                ),
                entity(
                    "leaves",
                    {"begun_on": MAYBE_DATE, "heads": PEOPLE, "many": BOOLEAN},
                    {"many": "heads > parameters.limit"},
                    dated_by=("begun_on",),
                ),
            )
        },
    },
    measures={
        **village.VOCABULARY.measures,
        "opened": Measure(
            "opened", INTEGER, derived=Expression("count(cases[opened_on >= period.start])"), reported=True
        ),
    },
    periods={
        kind.name: kind
        for kind in (
            Periods("quarter", day("2000-01-01"), 3, zh="季度"),
            Periods("season", day("2000-09-01"), 12),
            Periods("term", day("2021-01-01"), 60),
        )
    },
    parameters={
        **village.VOCABULARY.parameters,
        **{
            p.name: p
            for p in (
                choice("notices_count", "about", "breached"),
                choice("visits_count", "about", "breached", per_rule=True),
                choice("pace", "slow", "quick"),
                choice("mood", "high", "low", per_rule=True),
                choice("many", *"abcdefghi"),
                choice("once", "only"),
                Parameter("strict", BOOLEAN),
                Parameter("maybe", evolve(BOOLEAN, nullable=True)),
                Parameter("fee", PEOPLE, one_of=(point(1), point(2))),
                by_day("limit", PEOPLE, point(5), point(7)),
                by_day("turn", DATE, point(day("2025-01-01")), point(day("2025-02-01"))),
                by_day("way", Type("label", labels=("on", "off"), name="way"), label("on"), label("off")),
                Parameter("starts", DATE),
                evolve(BUILT_IN["due"], type=evolve(DATE, low=Fraction(day("2020-01-01")))),
            )
        },
    },
)
DOCUMENTS = {
    **village.DOCUMENTS,
    "turning": evolve(
        village.DOCUMENTS["d"], name="turning", in_force=Expression("parameters.turn", Place("d", 1, 1))
    ),
}


def _expression(text: str) -> Expression:
    return Expression(text, Place("rule.yaml", 5, 3))


def rule(id: str, keys: Mapping[str, Any]) -> Rule:
    """A rule of the village, with limbs, versions, readings and degrees as far as its keys give them."""
    own = {
        k: v for k, v in keys.items() if k not in ("limbs", "versions", "readings", "degrees", "version_on")
    }
    found = village.rule(id, own)
    readings = {
        key: ListedReadings(said["by"], {n: _expression(t) for n, t in said["options"].items()})
        for key, said in keys.get("readings", {}).items()
    }
    found = evolve(
        found,
        readings=readings,
        degrees=tuple(Degree(name, _expression(text)) for name, text in keys.get("degrees", {}).items()),
        version_on=_expression(keys["version_on"]) if "version_on" in keys else None,
        limbs={n: rule(id, {**own, **limb}) for n, limb in keys.get("limbs", {}).items()},
    )
    if "versions" not in keys:
        return found
    versions, said = [], {k: v for k, v in keys.items() if k != "versions"}
    for n, later in enumerate(keys["versions"]):
        since = _expression(later["since"]) if "since" in later else None
        if later.get("status"):
            versions.append(Version(f"v{n}", since, None, status=later["status"]))
            continue
        said |= {k: v for k, v in later.items() if k != "since"}
        versions.append(Version(f"v{n}", since, rule(id, said)))
    return evolve(found, versions=tuple(versions))


def model(rules: Mapping[str, Mapping[str, Any]], language: int = 2, year: str = "") -> RulesetModel:
    """A ruleset of these rules over the vocabulary; `year` names the kind of periods that its years are."""
    vocabulary = evolve(VOCABULARY, year=VOCABULARY.periods[year]) if year else VOCABULARY
    found = {id: rule(id, keys) for id, keys in rules.items()}
    return evolve(
        village.model({}), language=language, documents=DOCUMENTS, rules=found, vocabulary=vocabulary
    )
