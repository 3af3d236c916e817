"""Recorded exceptions: to rules whose words soften them, and to the numbers that such rules define.

A number in place of another lies on the same side of zero, and within what it is held against: an
exception to a cap makes no bonus of a deduction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from fractions import Fraction

from attrs import evolve

from policy_rules.documents import Node, Scalar
from policy_rules.errors import ExpressionError, Fault, near_miss
from policy_rules.facts.bind_on_file import order_of
from policy_rules.facts.bind_statements import each_of, ordinal_of
from policy_rules.facts.binding import Binding
from policy_rules.facts.bound import ExceptionRecord, UnitFacts
from policy_rules.facts.in_place import unordered
from policy_rules.feel.nodes import Binary, Name
from policy_rules.feel.parse import parse
from policy_rules.ruleset.model import Rule
from policy_rules.ruleset.shapes import Fields
from policy_rules.ruleset.typed_values import read_value
from policy_rules.values.exact import plain
from policy_rules.values.intervals import whole
from policy_rules.values.known import INF, Num, Value, meet
from policy_rules.vocabulary import NUMBER, Type

_CONSTANT = re.compile(r"-?[0-9]+(\.[0-9]+)?%?")
_COMPARED = ("<", "<=", ">", ">=", "=", "!=")


def bind_exceptions(items: Iterable[Node], scope: Binding) -> tuple[ExceptionRecord, ...]:
    """Recorded exceptions; one to a rule whose words do not soften it is refused."""
    found = []
    for fields in each_of(items, "an exception", scope):
        name, start, until = fields.scalar("rule"), ordinal_of(fields, "date"), ordinal_of(fields, "until")
        if name is None:
            continue
        rule = scope.rule(name)
        value = None
        if rule is not None:
            _check_softened(rule, name, fields, scope)
            value = _replacement(rule, name, fields, scope)
        if start is not None and until is not None and until < start:
            at = fields.scalar("until") or name
            scope.faults.append(at.fault("the exception ends before it begins", "`until` is its last day"))
        if start is None:
            continue
        found.append(
            ExceptionRecord(
                name.text,
                fields.text("reason"),
                fields.text("approved_by"),
                start,
                fields.text("instance"),
                value,
                until,
                scope.source(fields.scalar("source")),
                fields.node.place,
                fields.flag("lifted"),
                order_of(fields),
            )
        )
    return tuple(found)


def _check_softened(rule: Rule, name: Scalar, fields: Fields, scope: Binding) -> None:
    instance = fields.scalar("instance")
    if rule.id in scope.defaults.values() and instance is not None and scope.rules is not None:
        _check_task(rule, instance, scope.rules, scope)
    if rule.force:
        return
    told = f"the words of `{rule.id}` do not soften it, so it takes no exception"
    hint = ""
    default = scope.defaults.get(rule.document) if rule.has_default_due else None
    if default is not None:
        hint = f"its day is softened: write `rule: {default}, instance: {rule.id}` to lift the day"
    scope.faults.append(name.fault(told, hint))


def _check_task(default: Rule, instance: Scalar, rules: AbstractMapping[str, Rule], scope: Binding) -> None:
    """An exception to the rule of a default day lifts the day of one task, wherever the task takes it."""
    task = rules.get(instance.text)
    whole = rules.get(instance.text.partition("/")[0])
    if task is None and whole is not None and whole.has_default_due:
        told = f"the default day is one day for all that `{whole.id}` asks, not one for each record"
        hint = f"write `instance: {whole.id}` to lift it"
        if whole.force:
            hint += f", or `rule: {whole.id}` with the record as `instance` to except the record"
        scope.faults.append(instance.fault(told, hint))
    elif task is None:
        hint = near_miss(instance.text, rules) or "`instance` is the id of a rule with `due: default`"
        scope.faults.append(instance.fault(f"`{instance.text}` is no rule", hint))
    elif not task.has_default_due or scope.defaults.get(task.document) != default.id:
        told = f"`{task.id}` does not take its day from `{default.id}`"
        own = scope.defaults.get(task.document) if task.has_default_due else None
        hint = f"its day is that of `{own}`" if own else "only a rule with `due: default` does"
        scope.faults.append(instance.fault(told, hint))


def lifting_nothing(unit: UnitFacts, scope: Binding) -> Iterator[str]:
    """A remark for each exception to the rule of a default day that names no task: it lifts no task's day."""
    for e in unit.exceptions:
        if e.rule in scope.defaults.values() and not e.instance and e.value is None:
            told = f"`{unit.id}`: the exception to `{e.rule}` names no task and lifts the day of none"
            yield f"{told}; write `instance: <id of the task>` to lift the day of one"


def of_no_instance(unit: UnitFacts, scope: Binding) -> Iterator[str]:
    """A remark for each exception to an instance that, by its name, the rule can't have: it lifts nothing."""
    for e in unit.exceptions:
        rule = None if scope.rules is None or not e.instance else scope.rules.get(e.rule)
        if rule is None or rule.id in scope.defaults.values():
            continue
        ways = {way for norm in rule.norms if (way := _instances_called(norm, scope)) is not None}
        if any(_is_called(e.instance, way) for way in ways):
            continue
        told = f"`{unit.id}`: the exception to `{e.rule}` names `{e.instance}` and lifts nothing"
        called = " or ".join(f"`{way}`" for way in sorted(ways))
        yield f"{told}; an instance of it is called {called}" if ways else f"{told}; it has no instances"


def _instances_called(norm: Rule, scope: Binding) -> str | None:
    """How the instances of a norm are called, such as `quarter_N/l`; None, where it has none."""
    kind = scope.vocabulary.periods.get(norm.period.text) if norm.period is not None else None
    several = [f"{kind.name}_N"] if kind is not None and kind.months < scope.vocabulary.year.months else []
    return "/".join([*several, *(step.name for step in norm.for_each)]) or None


def _is_called(instance: str, way: str) -> bool:
    """Whether an instance may be called so: as many parts, periods by their names."""
    parts, names = instance.split("/"), way.split("/")
    period, _, last = names[0].rpartition("_")
    periodic = last == "N" and bool(period)
    return len(parts) == len(names) and (not periodic or parts[0].rpartition("_")[0] == period)


def told_of_exceptions(unit: UnitFacts, scope: Binding) -> Iterator[str]:
    """Remarks on what a person may not have meant: what lifts nothing, and numbers without an order."""
    yield from lifting_nothing(unit, scope)
    yield from of_no_instance(unit, scope)
    for a, b in unordered(unit.exceptions):
        told = f"`{unit.id}`: two exceptions to `{a.rule}` of one day, at {a.place} and {b.place}"
        yield f"{told}, and nothing says which came first: either number may hold (`order` tells)"


def _replacement(rule: Rule, name: Scalar, fields: Fields, scope: Binding) -> Value | None:
    """The number in place of the one that the rule defines, where it defines one."""
    numbers = [key for key, given in rule.defines.items() if _CONSTANT.fullmatch(given.text.strip())]
    given, lifted = fields.get("value"), fields.scalar("lifted")
    if len(numbers) != 1:
        for node, key in ((given, "value"), (lifted, "lifted")):
            if node is not None:
                told = f"`{rule.id}` defines no number that a `{key}` could replace"
                hint = "" if key == "value" else "leave it out: an exception lifts the rule"
                scope.faults.append(node.fault(told, hint))
        return None
    if not rule.force:
        return None
    percent = rule.defines[numbers[0]].text.strip().endswith("%")
    kind = evolve(NUMBER, percent=percent)
    lifts = read_value(_text_of(rule, numbers[0], name), kind, numbers[0])
    assert isinstance(lifts, Num)
    room = room_of(rule, numbers[0], lifts, scope)
    if given is None:
        if not fields.flag("lifted"):
            told = f"an exception to `{rule.id}` needs the number in place of `{numbers[0]}`"
            hint = "value: the number; or lifted: true, where it is lifted and no number stands in its place"
            scope.faults.append(name.fault(told, hint))
        return room
    value = read_value(given, kind, numbers[0])
    if isinstance(value, Fault):
        scope.faults.append(value)
        return None
    assert isinstance(value, Num)
    if value.lo < room.lo or value.hi > room.hi:
        own = plain(Fraction(lifts.lo))
        told = f"the number in place of `{numbers[0]}`, {own} by `{rule.id}` at {rule.place}"
        scope.faults.append(given.fault(f"{told}, lies beyond what it lifts", f"possible is {_span(room)}"))
        return None
    return value


def _text_of(rule: Rule, number: str, at: Scalar) -> Scalar:
    return evolve(at, text=rule.defines[number].text.strip())


def room_of(rule: Rule, number: str, lifts: Num, scope: Binding) -> Num:
    """What may stand in a number's place: its sign, and the range of each measure that it is held against."""
    room = Num(whole(0) if lifts.lo >= 0 else -INF, whole(0) if lifts.hi < 0 else INF)
    for kind in _held_against(rule, number, scope):
        within = kind.missing()
        narrower = meet(room, within) if isinstance(within, Num) else None
        room = Num(narrower.lo, narrower.hi) if isinstance(narrower, Num) else room
    return room if room.lo <= lifts.lo <= room.hi else lifts


def _held_against(rule: Rule, number: str, scope: Binding) -> Iterator[Type]:
    """The types of the measures with which the rule compares the number itself."""
    for text in (rule.requires, rule.applies):
        try:
            waiting: list[object] = [] if text is None else [parse(text.text)]
        except ExpressionError:
            continue
        while waiting:
            node = waiting.pop()
            if isinstance(node, Binary):
                waiting += (node.left, node.right)
                sides = (node.left, node.right) if node.op in _COMPARED else ()
                names = [side.name for side in sides if isinstance(side, Name)]
                if len(names) == 2 and number in names:
                    other = names[names[0] == number]
                    if (measure := scope.vocabulary.measures.get(other)) is not None:
                        yield measure.type


def _span(room: Num) -> str:
    ends = [None if end in (INF, -INF) else plain(Fraction(end)) for end in (room.lo, room.hi)]
    if ends[0] is None:
        return f"at most {ends[1]}"
    return f"at least {ends[0]}" if ends[1] is None else f"{ends[0]} to {ends[1]}"
