"""An amount for each record of a list, summed up or chosen from, and the word `for`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Many, Names, RecordOf
from policy_rules.documents import Mapping, Scalar, describe
from policy_rules.errors import Fault, Place
from policy_rules.lowering.inputs import both
from policy_rules.reference.evaluate import Scope
from policy_rules.ruleset.vocabulary_file import NAME
from policy_rules.scoring.amounts import sums_and_means
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look, Membership, OnOrgan, is_whole
from policy_rules.scoring.amounts.combined import COMBINATIONS, COMBINED, WeightedAmount
from policy_rules.scoring.amounts.of_organs import PlacePart, organs_by_reading, who_counts
from policy_rules.scoring.amounts.reader import AmountReader, Word, WordKey
from policy_rules.scoring.amounts.rule_instances import read_instances, rules_of_instances
from policy_rules.scoring.grounds import Basis
from policy_rules.scoring.points import Amounted, hull_all
from policy_rules.values.known import NEVER, ONLY, Num, T, Value

_FOR = re.compile(r"\s*(\S+)\s+in\s+(.*)", re.DOTALL)


@frozen(eq=False, kw_only=True)
class OverRecords(Amount):
    """The sum, best, least or mean over the records of a list; with `key`, over keys the best of each."""

    how: str
    source: core.Node
    var: str
    part: WeightedAmount
    key: core.Node | None = None
    rules: tuple[str, ...] = ()
    """The rules whose instances the records are."""

    def image(self, run: Amounts, scope: Scope) -> Amounted:
        """The hull over all lists that there may be; of a place, those of its organs too."""
        if not self.rules or run.reference.organs is None:
            return self._of_all(self._each(PlacePart(run), scope))
        return hull_all(
            self._of_all([each for part in parts for each in self._each(part, scope)])
            for parts in organs_by_reading(run)
        )

    def _each(self, part: PlacePart, scope: Scope) -> list[tuple[Amounts, tuple[int, float], Scope]]:
        """The records of a unit: what evaluates them, how many times each counts, and its scope."""
        reference = part.run.reference
        return [
            (part.run, (m.lo if part.sure else 0, m.hi), reference.inner(scope, self.var, m))
            for m in reference.members(self.source, scope)
        ]

    def _of_all(self, each: list[tuple[Amounts, tuple[int, float], Scope]]) -> Amounted:
        """What the amount comes to over the records."""
        if self.key is not None:
            return sums_and_means.best_of_each_key(
                (_key(run.read(self.key, inner)), *found, most)
                for run, (least, most), inner in each
                if (found := self._under_key(least, run, inner)) is not None
            )
        numbered = [(run, Num(*number), inner) for run, number, inner in each]
        if self.how == "sum":
            return sums_and_means.total(
                found for run, number, inner in numbered for found in self.part.in_sum(number, run, inner)
            )
        return COMBINED[self.how]([self.part.weighed(number, run, inner) for run, number, inner in numbered])

    def _under_key(self, least: int, run: Amounts, inner: Scope) -> tuple[Num, int] | None:
        """The points of a record with the least number of times that it counts; None where it can't."""
        holds = run.truth(self.part.condition, inner)
        if holds.hi < T:
            return None
        return run.points(self.part.of, inner), least if holds.lo == T else 0

    def looked_at(self, run: Amounts, scope: Scope) -> Iterator[Look]:
        """Which records there are, what is looked at for each, and those that may move anything."""
        if self.rules:
            yield Basis(findings=frozenset(self.rules)), scope
        yield from self._looked_at_here(run, scope)
        if self.rules and run.reference.organs is not None:
            yield who_counts(run), scope
            organs = {part.owner: part for parts in organs_by_reading(run) for part in parts if part.owner}
            for part in organs.values():
                yield OnOrgan(part.run, part.owner, tuple(self._looked_at_here(part.run, scope))), scope

    def _looked_at_here(self, run: Amounts, scope: Scope) -> Iterator[Look]:
        """The same of the records of one unit; whether one is there matters where it may move anything."""
        members = run.reference.members(self.source, scope)
        each = [(m, run.reference.inner(scope, self.var, m)) for m in members]
        counting = [self._counts(run, inner) for _, inner in each]
        if any(counts and m.lo < m.hi for (m, _), counts in zip(each, counting, strict=True)):
            yield Membership(self.source), scope
        for (member, inner), counts in zip(each, counting, strict=True):
            yield from self.part.looked_at(run, inner)
            if self.key is not None:
                yield self.key, inner
            if counts and not member.record.generic:
                yield Basis(records=frozenset((member.record.path,))), scope

    def _counts(self, run: Amounts, inner: Scope) -> bool:
        """Whether a record may move anything: its condition may hold, and it surely adds no 0 to a sum."""
        value, adds = run.value(self.part.of, inner), self.how == "sum" or self.key is not None
        nothing = adds and isinstance(value, Num) and value.lo == value.hi == 0 and value.null == NEVER
        return run.truth(self.part.condition, inner).hi == T and not nothing

    def check(self, run: Amounts, scope: Scope) -> Iterator[Fault]:
        """With a key, an amount that may be negative."""
        for member in run.reference.members(self.source, scope) if self.key is not None else ():
            value = run.points(self.part.of, run.reference.inner(scope, self.var, member))
            if value.lo < 0 and value.null < ONLY:
                yield Fault("`per` takes amounts of at least 0", self.place, "hold them with `at_least: 0`")

    def as_it_is(self) -> Iterable[Amount]:
        """The amount of each record, where it has no weight."""
        return () if self.part.weight is not None else (self.part.of,)

    @property
    def graded(self) -> bool:
        """Whether it is a grade, not points."""
        return self.part.of.graded

    @property
    def whole(self) -> bool:
        """Whether whole numbers are added up, or one of them is taken."""
        return self.how != "mean" and self.part.weight is None and is_whole(self.part.of)


def _key(value: Value) -> str | None:
    """The key of a record as text, or None where it is not known."""
    return repr(value) if value.settled else None


# -- reading -----------------------------------------------------------------------------------------


def _over_records(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    written = node.get("for")
    how = [word for word in COMBINATIONS if word in node]
    match = _FOR.fullmatch(written.text) if isinstance(written, Scalar) else None
    if match is None or not isinstance(written, Scalar) or not NAME.fullmatch(match[1]):
        reader.faults.append(node.key("for").fault("`for` needs `name in list`"))
        return None
    if len(how) != 1:
        told = "`for` needs one of `sum`, `best`, `least`, `mean`"
        reader.faults.append(node.key("for").fault(told))
        return None
    rules = rules_of_instances(reader, match[2])
    if rules is not None:
        return _of_instances(reader, node, how[0], match[1], rules, names)
    if (found_key := node.get("found")) is not None:
        told = "`found` goes with `instances`, and this is a list"
        reader.faults.append(found_key.fault(told, "for: 'c in instances(\"…\")', or `if`"))
        return None
    start = written.begin
    place = Place(start.file, start.line, start.column + match.start(2)) if start.line else start
    found = reader.scope.many(match[2], place, names)
    if found is None:
        return None
    if not isinstance(found, Many) or not isinstance(found.body, RecordOf):
        name = match[2].partition("[")[0].strip()
        lists = reader.scope.model.vocabulary.entities
        hint = f"`{name}` is an item, a step or a parameter of the sheet: give that another name"
        told = "`for` goes through a list of records"
        reader.faults.append(written.fault(told, hint if name in lists and not lists[name].one else ""))
        return None
    return _of_each(reader, node, how[0], found.source, found.var, names.bind(match[1], found.body))


def _of_instances(
    reader: AmountReader, node: Mapping, how: str, name: str, rules: tuple[str, ...], names: Names
) -> Amount | None:
    """The records that are instances of rules, as they are found."""
    of = read_instances(reader, node, rules)
    if of is None:
        return None
    body = RecordOf(of.entity, of.var)
    found = _of_each(
        reader, node, how, core.Records(core.LIST, of.entity.name), of.var, names.bind(name, body)
    )
    if not isinstance(found, OverRecords):
        return None
    own = found.part.condition
    part = evolve(found.part, condition=of.condition if own is None else both(of.condition, own))
    return evolve(found, part=part, rules=of.rules)


def _of_each(
    reader: AmountReader, node: Mapping, how: str, source: core.Node, var: str, inner: Names
) -> Amount | None:
    of, test, per = reader.points_at(node, how, inner), node.get("if"), node.get("per")
    condition = None if test is None else reader.scope.condition(test, inner)
    key = reader.scope.value(per, inner) if isinstance(per, Scalar) else None
    if per is not None and not isinstance(per, Scalar):
        reader.faults.append(per.fault(f"`per` is the key of a matter, not {describe(per)}"))
    if of is None or (test is not None and condition is None) or (per is not None and key is None):
        return None
    if per is not None and how != "best":
        told = f"`per` goes with `best`, not with `{how}`"
        reader.faults.append(node.key("per").fault(told, "one matter counts once, with its best points"))
        return None
    part = WeightedAmount(of, condition=condition)
    return OverRecords(how=how, source=source, var=var, part=part, key=key, place=node.place)


FOR = Word(
    "for",
    _over_records,
    doc="An amount for each record of a list, summed, averaged, or the best or least taken.",
    takes='`name in list`, filtered as in rules, or `name in instances("rule", …)`; a limb is `"rule/limb"`',
    example="{for: b in awards, per: b.matter, best: b.points}",
    kind=25,
    keys=(
        WordKey(
            "found",
            "with `instances`: `applies` (every instance that no exception lifts), or the outcomes that "
            "count; a record of several rules counts once, as the worst of them finds it",
        ),
        WordKey("if", "only records for which this is true"),
        WordKey("per", "with `best`: records of one matter count once, at their best; matters add up"),
        WordKey("sum", "the amount of each record, to be added up; one of these four must stand"),
        WordKey("best", "the same, and the best is taken; undefined without records"),
        WordKey("least", "the same, and the least is taken; undefined without records"),
        WordKey("mean", "the same, and the mean is taken; undefined without records"),
    ),
)
