"""What the amounts of a generated sheet may read: numbers, labels, conditions, lists, outcomes of rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.documents import from_data
from policy_rules.errors import Fault
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.scoring.names_in_sheets import SheetScope
from policy_rules.testing.choices import Choices
from policy_rules.testing.expressions import Writer
from policy_rules.testing.rulesets import FINDING
from policy_rules.testing.scopes import Scope, Source
from policy_rules.testing.vocabularies import vocabulary as some_vocabulary
from policy_rules.values.known import FALSE, TRUE
from policy_rules.vocabulary import BOOLEAN, Entity, Expression, Measure, Parameter, Type, Vocabulary

SCORED = "score_total"
"""A measure that a sheet's step may bear the name of, so that rules read the score."""
MAY_CHANGE = "may_change"
"""A parameter of the ruleset: whether approval may change a result."""
CONDITIONS = 16


@frozen
class ListWords:
    """What may be said of the records of a list; `name` stands for the record in the texts."""

    list: str
    name: str
    numbers: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    """The numbers that are never negative."""
    rules: tuple[str, ...] = ()
    """The rules whose instances are records of the list."""


@frozen
class SheetWords:
    """What a sheet may read of a ruleset.

    `labels` maps what has labels to them; `weights` are numbers of at least 0; `rules` those whose
    outcome may be read; `defined` are names of numbers that a rule defines.
    """

    year: int
    numbers: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    conditions: tuple[str, ...]
    lists: tuple[ListWords, ...]
    weights: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    defined: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    """The measures and rules of which an item must say that it reads them."""
    parameters: Mapping[str, object] = field(factory=dict)
    """What the sheet declares, as its file has it."""


def scored_vocabulary(choices: Choices) -> Vocabulary:
    """A vocabulary with a measure that a step may give, and a parameter of approval: open, yes or no."""
    vocabulary = some_vocabulary(choices)
    total = Measure(SCORED, Type("number", unit=()), reported=True)
    values = choices.pick(((), ((0, TRUE),), ((0, FALSE),)))
    approval = Parameter(MAY_CHANGE, BOOLEAN, values=values)
    return evolve(
        vocabulary,
        measures={**vocabulary.measures, SCORED: total},
        parameters={**vocabulary.parameters, MAY_CHANGE: approval},
    )


def rule_on_the_score(choices: Choices) -> Rule:
    """A rule that reads what a sheet may give."""
    test = choices.pick((">= 5", "< 60", "= 0", "> 20"))
    made = Rule(
        id="scored",
        text="scored",
        title="scored",
        gloss="scored",
        document="d",
        clause="2",
        bearer="anyone",
        about="anyone",
        kind=choices.pick(("duty", "consequence")),
        applies=Expression(f"{SCORED} {test}") if choices.chance(50) else None,
    )
    return evolve(made, requires=Expression(f"{SCORED} {test}" if made.applies is None else "unit.power"))


def words_of(choices: Choices, model: RulesetModel, year: int) -> SheetWords:
    """What a sheet may read of a generated ruleset."""
    vocabulary = model.vocabulary
    facts = [f for f in Scope().facts(vocabulary, "number") if f.text != SCORED]
    facts += Scope().facts(vocabulary, "number", nullable=True)
    facts += [
        Source(m.name, m.type)
        for m in vocabulary.measures.values()
        if m.type.kind == "number" and m.name != SCORED
    ]
    labels = [*Scope().facts(vocabulary, "label"), *Scope().facts(vocabulary, "boolean")]
    return SheetWords(
        year,
        tuple(f.text for f in facts),
        {f.text: f.type.labels or ("false", "true") for f in labels},
        tuple(_conditions(choices, model, year)),
        tuple(_lists(choices, model, year)),
        tuple(f.text for f in facts if f.type.low is not None and f.type.low >= 0),
        tuple(model.rules),
        tuple(name for rule in model.rules.values() for name in rule.defines),
        (*vocabulary.measures, *model.rules),
    )


def with_parameters(choices: Choices, words: SheetWords) -> SheetWords:
    """The words with the parameters of one sheet, open or set by the sheet, and conditions on them."""
    rows = {"< 5": "fail", "[5..20)": "pass", "[20..60)": "good", ">= 60": "excellent"}
    open_: dict[str, dict[str, object]] = {
        "weight": {"range": "1..9"},
        "order": {"one_of": ["first", "second"]},
        "cutoffs": {},
        "part_counts": {"one_of": ["whole", "started", "exact", "half_up"]},
        "rounded": {"one_of": ["none", "half_up", "half_even", "floor", "up"]},
        "places": {"range": "0..2", "places": 0},
        "step_of": {"range": "1..3"},
    }
    set_: dict[str, dict[str, object]] = {
        "weight": {"value": 3},
        "order": {"value": "second"},
        "cutoffs": {"value": rows},
        "part_counts": {"value": "started"},
        "rounded": {"value": "half_up"},
        "places": {"value": 1},
        "step_of": {"value": 2},
    }
    parameters = {n: p | set_[n] if choices.chance(50) else p for n, p in open_.items()}
    return evolve(
        words,
        parameters={**parameters, MAY_CHANGE: {}},
        numbers=(*words.numbers, "weight"),
        weights=(*words.weights, "weight", "weight"),
        labels={**words.labels, "order": ("first", "second")},
        conditions=(*words.conditions, 'order = "first"', "weight > 3"),
    )


def _conditions(choices: Choices, model: RulesetModel, year: int) -> Iterator[str]:
    """Conditions without faults, of which many read outcomes."""
    scope = Scope(names=frozenset({"period"}), rules=tuple(model.rules))
    for _ in range(CONDITIONS):
        yield from _sound(model, year, [Writer(choices, model.vocabulary, scope, 1).boolean()])
    for rule in model.rules:
        word = choices.pick(('= "violated"', '!= "satisfied"', 'in ("satisfied", "excepted")', '= "pending"'))
        yield f'outcome("{rule}") {word}'


def _lists(choices: Choices, model: RulesetModel, year: int) -> Iterator[ListWords]:
    for entity in model.vocabulary.entities.values():
        if entity.one or entity.of:
            continue
        name, attributes = entity.name[0], entity.attributes.values()
        numbers = [a for a in attributes if a.type.kind == "number"]
        texts = [f"{name}.{a.name}" for a in attributes if a.type.kind in ("label", "boolean")]
        conditions = [t for t in texts if entity.attributes[t[2:]].type.kind == "boolean"]
        inner = Scope().with_record(name, entity).only(name)
        conditions += [Writer(choices, model.vocabulary, inner, 1).boolean() for _ in range(4)]
        yield ListWords(
            entity.name,
            name,
            tuple(f"{name}.{a.name}" for a in numbers),
            tuple(_sound(model, year, conditions, entity, name)),
            tuple(texts),
            tuple(
                f"{name}.{a.name}"
                for a in numbers
                if a.type.low is not None and a.type.low >= Fraction(0) and not a.type.nullable
            ),
            tuple(rule.id for rule in model.rules.values() if _goes_through(rule, entity.name)),
        )


def _goes_through(rule: Rule, list_: str) -> bool:
    """Whether the instances of a rule are records of the list."""
    sources = [[step.source.text for step in norm.for_each] for norm in rule.norms]
    return all(len(each) == 1 and re.match(rf"{list_}\s*(\[|$)", each[0]) for each in sources)


def _sound(
    model: RulesetModel, year: int, texts: Iterable[str], entity: Entity | None = None, name: str = ""
) -> Iterator[str]:
    """The conditions that a sheet of the ruleset may hold; those of a record as `some` of its list."""
    faults: list[Fault] = []
    scope = SheetScope(model, year, (), {}, faults)
    for text in texts:
        whole = f"some {name} in {entity.name} satisfies {text}" if entity else text
        node, wrong = from_data(whole, "condition")
        if node is None or wrong or SCORED in text or FINDING in text:
            continue
        scope.condition(node, scope.names())
        if not faults:
            yield text
        faults.clear()
