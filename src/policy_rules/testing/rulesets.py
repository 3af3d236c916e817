"""Rules at random, and whole rulesets of them, compiled."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from policy_rules.lowering.compile import compile_rules
from policy_rules.lowering.join import lower_rule
from policy_rules.lowering.program import Program
from policy_rules.ruleset.model import (
    UNBREAKABLE,
    Criterion,
    Degree,
    Document,
    Iteration,
    ListedReadings,
    Rule,
    RulesetModel,
    Version,
)
from policy_rules.testing.choices import Choices, weighted
from policy_rules.testing.expressions import Writer
from policy_rules.testing.phrases import DAYS
from policy_rules.testing.scopes import Scope
from policy_rules.testing.vocabularies import COUNTED_IN
from policy_rules.testing.vocabularies import vocabulary as some_vocabulary
from policy_rules.values.days import MONTHS
from policy_rules.vocabulary import Entity, Expression, Vocabulary

DEFAULT = "default-day"
"""The rule that gives the default due day."""
FINDING = "finding"
READ = "read by a parameter"
SPOKEN_TO = ("true", "unit.power", 'unit.level != "city" or parameters.counts', "parameters.quota > 2")
"""To which units a document, or a rule, speaks."""


def rule(choices: Choices, vocabulary: Vocabulary, id: str = "r1", *, earlier: tuple[str, ...] = ()) -> Rule:
    """One rule; `earlier` are rules whose outcomes it may read. Its words and clause are placeholders."""
    made = _norm(choices, vocabulary, id, earlier)
    if choices.chance(8):
        made = evolve(made, applies_to=Expression(choices.pick(SPOKEN_TO)))
    if choices.chance(10):
        return _with_versions(choices, vocabulary, made, earlier)
    if made.kind == "consequence" or not choices.chance(12):
        return made
    return _with_limbs(choices, vocabulary, made, earlier)


def _with_versions(choices: Choices, vocabulary: Vocabulary, rule: Rule, earlier: tuple[str, ...]) -> Rule:
    """The rule with one or two later versions, some of which say nothing."""
    days = sorted({choices.pick(DAYS) for _ in range(1 + choices.chance(40))})
    versions = [Version("first", None, rule)]
    for day in days:
        since = Expression("parameters.in_force" if len(days) == 1 and choices.chance(10) else f'@"{day}"')
        norm: Rule | None = None
        if not choices.chance(25):
            drawn = _norm(choices, vocabulary, rule.id, earlier)
            norm = evolve(drawn, about=rule.about, force=rule.force, kind=rule.kind, grading=rule.grading)
            if choices.chance(20):
                said = choices.pick(("parameters.in_force", "unit.founded_on", f'@"{day}"'))
                norm = evolve(norm, version_on=Expression(said))
            if norm.requires is None and not norm.grading and rule.kind not in UNBREAKABLE:
                norm = evolve(norm, requires=rule.requires)
        versions.append(Version(day, since, norm, "", "" if norm else "ended"))
    return evolve(rule, versions=tuple(versions))


def _with_limbs(choices: Choices, vocabulary: Vocabulary, rule: Rule, earlier: tuple[str, ...]) -> Rule:
    """The rule with two or three limbs, each a norm by itself about whom the rule is about."""
    limbs: dict[str, Rule] = {}
    for name in ("first", "second", "third")[: 2 + choices.chance(25)]:
        drawn = _norm(choices, vocabulary, rule.id, earlier)
        kind = "duty" if drawn.kind == "consequence" else drawn.kind
        limbs[name] = evolve(drawn, about=rule.about, force=rule.force, kind=kind)
    graded = any(limb.grading for limb in limbs.values())
    bare = evolve(rule, applies=None, for_each=(), period=None, due=None, requires=None, readings={})
    return evolve(bare, limbs=limbs, grading="grade" if graded else "")


def _norm(choices: Choices, vocabulary: Vocabulary, id: str, earlier: tuple[str, ...]) -> Rule:
    """A norm by itself."""
    kind = weighted(
        choices,
        (14, "duty"),
        (5, "prohibition"),
        (3, "target"),
        (3, "consequence"),
        *((1, k) for k in sorted(UNBREAKABLE)),
    )
    made = Rule(
        id=id,
        text=id,
        title=id,
        gloss=id,
        document="d",
        clause="1",
        bearer="anyone",
        about=weighted(choices, (7, "anyone"), (2, "agency"), (1, "county")),
        kind=kind,
        force="as a rule" if choices.chance(40) else "",
    )
    if kind in UNBREAKABLE and choices.chance(15):
        return made
    scope = Scope(rules=earlier)
    made, scope = _with_period(choices, made, scope, vocabulary)
    made, scope = _with_due(choices, made, scope)
    if choices.chance(25):
        early = scope.names - ({"due", "period"} if is_short(made, vocabulary) else {"due"})
        applies = Writer(choices, vocabulary, evolve(scope, names=early), 1).boolean()
        made = evolve(made, applies=Expression(applies))
    if choices.chance(55):
        made, scope = _with_instances(choices, vocabulary, made, scope)
    if choices.chance(15):
        made, scope = evolve(made, grading="grade"), evolve(scope, names=scope.names | {"grading"})
        if choices.chance(40):
            return made
    made = evolve(made, requires=Expression(Writer(choices, vocabulary, scope, 3).boolean()))
    if choices.chance(15) and made.kind not in UNBREAKABLE:
        conditions = [Expression(Writer(choices, vocabulary, scope, 1).boolean()) for _ in range(2)]
        made = evolve(made, degrees=tuple(map(Degree, ("adopted", "considered"), conditions)))
    return made


def is_short(made: Rule, vocabulary: Vocabulary) -> bool:
    """Whether the rule is judged by several periods of a year, each for itself."""
    kind = vocabulary.periods.get(made.period.text if made.period else "")
    return kind is not None and kind.months < MONTHS


def in_periods(made: Rule, vocabulary: Vocabulary, names: list[str]) -> list[str]:
    """The names of instances in each period of a year, where the rule is judged by several."""
    if not is_short(made, vocabulary):
        return names
    assert made.period is not None
    kind = vocabulary.periods[made.period.text]
    periods = [f"{kind.name}_{n}" for n in range(1, MONTHS // kind.months + 1)]
    return [f"{period}/{name}".rstrip("/") for period in periods for name in names]


def _with_period(choices: Choices, made: Rule, scope: Scope, vocabulary: Vocabulary) -> tuple[Rule, Scope]:
    kinds = [(1, name) for name in vocabulary.periods]
    period = weighted(choices, (9, ""), (5, "year"), (1, "open"), *kinds, (1, "rolling"), (1, READ))
    if not period:
        return made, scope
    if period == "rolling":
        length = choices.pick(("P12M", "P1Y", "P6M", "P90D"))
        names = scope.names | {"period"}
        return evolve(made, period=Expression(f"rolling {length}")), evolve(scope, names=names)
    if period == READ:
        first, last = sorted((choices.pick(DAYS), choices.pick(DAYS)))
        made = _read(made, "period", "year", f'[@"{first}"..@"{last}"]')
        return made, evolve(scope, names=scope.names | {"period", "due"})
    return evolve(made, period=Expression(period)), evolve(scope, names=scope.names | {"period", "due"})


def _read(made: Rule, key: str, soon: str, late: str) -> Rule:
    """The rule with a due day or a period by the parameter `reckoned`."""
    options = {"soon": Expression(soon), "late": Expression(late)}
    return evolve(made, readings={**made.readings, key: ListedReadings("reckoned", options)})


def _with_due(choices: Choices, made: Rule, scope: Scope) -> tuple[Rule, Scope]:
    due = weighted(
        choices,
        (5, ""),
        (3, f'@"{choices.pick(DAYS)}"'),
        (1, "default"),
        (1, "open"),
        (1, "parameters.in_force"),
        (1, READ),
    )
    if not due:
        return made, scope
    if due == READ:
        soon = weighted(choices, (3, f'@"{choices.pick(DAYS)}"'), (1, "parameters.in_force"))
        made = _read(made, "due", soon, f'@"{choices.pick(DAYS)}"')
        return made, evolve(scope, names=scope.names | {"due"})
    return evolve(made, due=Expression(due)), evolve(scope, names=scope.names | {"due"})


def _with_instances(choices: Choices, vocabulary: Vocabulary, made: Rule, scope: Scope) -> tuple[Rule, Scope]:
    """`for each` through records, records of records, units, findings or words."""
    sort = weighted(choices, (8, "records"), (4, "inner"), (2, "units"), (1, "words"), (1, "findings"))
    writer = Writer(choices, vocabulary, scope, 2)
    if sort == "units":
        step = Iteration("u", Expression(f"units_under(unit, {writer.levels()})"))
        return evolve(made, for_each=(step,)), evolve(scope, units=("u",))
    if sort == "words":
        step = Iteration("s", Expression('["legal", "political"]'))
        words = Entity("", {})
        return evolve(made, for_each=(step,)), scope.with_record("s", words)
    if sort == "findings" and scope.rules:
        lists = ("findings", *(f'findings[{key} = "{DEFAULT}"]' for key in ("due_from", "default_from")))
        step = Iteration("f", Expression(choices.pick(lists)))
        tests = ('= "satisfied"', 'in ("satisfied", "excepted", "not_applicable")')
        test = choices.pick([f"f.{read} {test}" for read in ("outcome", "default_outcome") for test in tests])
        return evolve(made, for_each=(step,), requires=Expression(test)), scope
    if sort == "inner":
        outer = vocabulary.entities["officers"]
        text = (
            "officers"
            if choices.chance(50)
            else f"officers[{Writer(choices, vocabulary, scope.inside(outer), 1).boolean()}]"
        )
        steps = (Iteration("o", Expression(text)), Iteration("t", Expression("o.training")))
        inner = scope.with_record("o", outer).with_record("t", vocabulary.entities["training"])
        return _triggered(choices, evolve(made, for_each=steps), inner)
    found = writer.lists()
    assert found is not None
    step = Iteration("o", Expression(found[0]))
    return _triggered(choices, evolve(made, for_each=(step,)), scope.with_record("o", found[1]))


def _triggered(choices: Choices, made: Rule, scope: Scope) -> tuple[Rule, Scope]:
    """A due day or a period that depends on the record, sometimes."""
    entity = dict(scope.records)["o"]
    dates = [a.name for a in entity.attributes.values() if a.type.kind == "date"]
    if made.due is None and "due" not in made.readings and choices.chance(45):
        planned = choices.pick(dates)
        nullable = entity.attributes[planned].type.nullable
        due = (
            f"o.{planned}"
            if nullable or choices.chance(40)
            else f"working_days_after(o.{planned}, {choices.pick(('5', 'parameters.timely_days'))})"
        )
        return evolve(made, due=Expression(due)), evolve(scope, names=scope.names | {"due"})
    if (
        made.period is None
        and "period" not in made.readings
        and len(entity.dated_by) == 2
        and choices.chance(30)
    ):
        period = f'[o.{entity.dated_by[0]}..(o.{entity.dated_by[0]} + @"P12M")]'
        return evolve(made, period=Expression(period)), evolve(scope, names=scope.names | {"period"})
    return made, scope


def defining_rule(choices: Choices) -> Rule:
    """A rule that defines a number, which an exception may replace."""
    return Rule(
        id="cap",
        text="cap",
        title="cap",
        gloss="cap",
        document="d",
        clause="1",
        bearer="anyone",
        about="anyone",
        kind="prohibition",
        force="as a rule",
        defines={"bonus_cap": Expression("5")},
        requires=Expression(
            choices.pick(("count(complaints) <= bonus_cap", "bonus_cap >= parameters.quota"))
        ),
    )


def model_of(
    vocabulary: Vocabulary, rules: tuple[Rule, ...], in_force: str = "", applies_to: str = ""
) -> RulesetModel:
    """A ruleset of the rules, in memory, in version 2 of the language where its vocabulary is."""
    language = 2 if COUNTED_IN in vocabulary.parameters else 1
    document = Document(
        "d",
        "D",
        "",
        "d.md",
        Expression(in_force) if in_force else None,
        DEFAULT if DEFAULT in {r.id for r in rules} else "",
        applies_to=Expression(applies_to) if applies_to else None,
    )
    return RulesetModel(
        "generated", language, Path(), {"d": document}, (), {r.id: r for r in rules}, vocabulary, {}, {}
    )


def ruleset(
    choices: Choices,
    size: int = 12,
    vocabulary: Vocabulary | None = None,
    more: tuple[Rule, ...] = (),
    in_force: str = "",
    precedence: tuple[Criterion, ...] = (),
) -> tuple[RulesetModel, Program]:
    """A ruleset of about so many rules, with those of `more` that go with its vocabulary, and its program.

    `in_force` is the start of force, by default left to chance. `precedence` ranks sources that differ.
    """
    vocabulary = vocabulary or some_vocabulary(choices)
    drawn = weighted(choices, (6, ""), (2, '@"2024-01-01"'), (2, "parameters.in_force"))
    in_force = in_force or drawn
    default = Rule(
        id=DEFAULT, text="", title="", gloss="", document="d", clause="1", bearer="anyone", about="anyone",
        kind="target", due=Expression('@"2025-12-31"'), force="in principle" if choices.chance(60) else "",
        requires=Expression("unit.power"),
    )  # fmt: skip
    kept: list[Rule] = [default, defining_rule(choices)]
    kept += [r for r in more if is_sound(model_of(vocabulary, (*kept, r), in_force), r)]
    for number in range(1, 3 * size):
        if len(kept) >= size:
            break
        made = rule(
            choices, vocabulary, f"r{number}", earlier=tuple(r.id for r in kept if not _goes_through(r))
        )
        if is_sound(model_of(vocabulary, (*kept, made), in_force), made):
            kept.append(made)
    spoken = choices.pick(SPOKEN_TO) if choices.chance(25) else ""
    model = evolve(model_of(vocabulary, tuple(kept), in_force, spoken), precedence=precedence)
    program, faults = compile_rules(model)
    assert not faults, faults
    return model, program


def _goes_through(rule: Rule) -> bool:
    """Whether it goes through a list: findings may be among it, so that others reading it made circles."""
    return any(norm.for_each for norm in rule.norms)


def is_sound(model: RulesetModel, made: Rule) -> bool:
    """Whether a rule compiles without faults."""
    program, faults = lower_rule(model, made, ())
    return program is not None and not faults
