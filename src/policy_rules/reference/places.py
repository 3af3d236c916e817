"""The findings of a place: the worst of its organs' findings, joined above the engines.

Each organ is a unit that is judged by itself; no number and no exception passes from one to another. On
the chain of outcomes, the finding of a place on a rule is the worst of the organs' findings and of its
own: an organ without the rule's role is `not_applicable`, which is the least. Where the list of organs is
not whole, another may be up to `violated`. Where the readings of `places` (which organs count, whose
gradings) are open, it is the hull over them. Source: docs/decisions/0013-places.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.errors import FactsError
from policy_rules.facts.bind_places import faults_of_added
from policy_rules.facts.bound import SampleRecord
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import Ends, LeftFindings, Tracer
from policy_rules.ruleset.model import OF_PLACE, PLACE_WORDS, SAMPLE
from policy_rules.values.known import Labels, Num, point

Found = Mapping[str, Ends]
"""The findings of a unit by rule."""
Run = Callable[[Program, Sequence[UnitView]], Sequence[Found]]
"""How an engine finds the findings of units, each by itself (`Engine.outcomes`)."""
_NEVER, _ANY = (core.NOT_APPLICABLE,) * 2, (core.NOT_APPLICABLE, core.VIOLATED)


@frozen
class Organ:
    """One organ that counts, or may, by one reading."""

    id: str
    view: UnitView | None
    """None for one that was drawn, and of which nothing is told."""


@frozen
class Reading:
    """One reading of which organs count and whose gradings.

    `of_place`: the gradings of the place count for every organ. `whole`: no other organ can count.
    `drawn`: the organs surely count; else a sample counts that nobody told of, and each may be in it.
    """

    sample: bool
    of_place: bool
    organs: tuple[Organ, ...]
    whole: bool = True
    drawn: bool = True

    def missing(self, year: int) -> str:
        """The fact that is missing where it is open which organs count; "" where it is not."""
        return f"samples[{year}]" if not self.drawn else "" if self.whole else "complete(organs)"


@frozen(eq=False)
class PlaceReadings:
    """A place with all readings that its ruleset leaves open, on one day."""

    view: UnitView
    readings: tuple[Reading, ...]
    parameters: Mapping[str, str]
    """The key of `places` to the parameter that leaves it open."""

    @classmethod
    def of(cls, program: Program, view: UnitView) -> PlaceReadings:
        """The readings left for the place of the view; raises FactsError where the ruleset declares none."""
        declared = program.model.places
        if declared is None:  # facts that were bound to another ruleset
            raise FactsError(list(faults_of_added(view.unit, {}, program.model)))
        counted, open_counted = _possible(declared.counted, "counted", view)
        graded, open_graded = _possible(declared.gradings, "gradings", view)
        readings = tuple(
            _reading(view, sample=how == SAMPLE, of_place=whose == OF_PLACE)
            for how in counted
            for whose in graded
        )
        names = {"counted": open_counted, "gradings": open_graded}
        return cls(view, readings, {key: name for key, name in names.items() if name})

    @property
    def views(self) -> tuple[tuple[tuple[str, bool], UnitView], ...]:
        """The views of all organs that may count, by id and whether with the place's gradings."""
        found = {
            (organ.id, reading.of_place): organ.view
            for reading in self.readings
            for organ in reading.organs
            if organ.view is not None
        }
        return tuple(found.items())

    def joined(self, own: Ends, organs: Callable[[str, bool], Ends]) -> Ends:
        """The finding of the place on a rule: its own joined with those of the organs, over all readings."""
        found = [self.by(reading, own, organs) for reading in self.readings]
        return min(lo for lo, _ in found), max(hi for _, hi in found)

    def by(self, reading: Reading, own: Ends, organs: Callable[[str, bool], Ends]) -> Ends:
        """The finding by one reading."""
        parts = [own, _NEVER if reading.whole else _ANY]
        for organ in reading.organs:
            low, high = _ANY if organ.view is None else organs(organ.id, reading.of_place)
            parts.append((low if reading.drawn else core.NOT_APPLICABLE, high))
        return max(lo for lo, _ in parts), max(hi for _, hi in parts)


def _possible(declared: str, key: str, view: UnitView) -> tuple[tuple[str, ...], str]:
    """The words that are possible, and the parameter that leaves several."""
    name = declared.removeprefix("parameters.")
    if name == declared:
        return (declared,), ""
    value = view.parameter(name, "", view.vocabulary.parameters[name].type, point(view.as_of))
    assert isinstance(value, Labels)  # a ruleset in which it is none, or not declared, is refused
    members = value.members or ()
    words = tuple(word for word in PLACE_WORDS[key] if word in members)
    return words, declared if len(words) > 1 else ""


def _reading(view: UnitView, *, sample: bool, of_place: bool) -> Reading:
    def seen(organ: UnitView) -> Organ:
        return Organ(organ.unit.id, organ.with_gradings_of(view.unit) if of_place else organ)

    organs = tuple(seen(organ) for organ in view.organs)
    whole = view.has_all_organs
    if not sample:
        return Reading(sample, of_place, organs, whole=whole)
    drawn = _sample(view)
    if drawn is None:
        return Reading(sample, of_place, organs, whole=whole, drawn=False)
    known = {organ.id: organ for organ in organs}
    return Reading(sample, of_place, tuple(known.get(id_, Organ(id_, None)) for id_ in drawn.organs))


def _sample(view: UnitView) -> SampleRecord | None:
    """The organs drawn for the year assessed, once they were drawn."""
    made = (s for s in view.unit.samples if s.year == view.year and (s.date is None or s.date <= view.as_of))
    return next(made, None)


# -- findings --------------------------------------------------------------------------------------


class PlaceTracer(Tracer):
    """The reference on a place itself: what rules about rules read there are the joined findings."""

    def __init__(self, program: Program, place: PlaceReadings) -> None:
        super().__init__(program, place.view)
        self._place = place
        self._organs = {key: Tracer(program, view) for key, view in place.views}

    def default_ends(self, rule: core.RuleProgram) -> Ends:
        """What the parts that take the default day come to, joined as the findings are."""
        if rule.after:  # what an organ's rules about rules read may not stand on its view
            return _ANY
        own = super().default_ends(rule)
        return self._place.joined(own, lambda *organ: self._organs[organ].default_ends(rule))

    def finding(self, rule: core.RuleProgram) -> Ends:
        """The place's own finding, which is not left on the view: the joined one stands there."""
        found = self.reference.value(rule.finding, {})
        assert isinstance(found, Num)
        return int(found.lo), int(found.hi)


@frozen(eq=False)
class Judged:
    """The findings of a place: its own, those of its organs, and both joined.

    `organs` are by id and by whether the place's gradings count. The joined findings stand on the view.
    """

    place: PlaceReadings
    own: Found
    organs: Mapping[tuple[str, bool], Found]
    joined: Found
    tracer: PlaceTracer = field(repr=False)

    def by(self, reading: Reading, rule: str) -> Ends:
        """The finding on a rule by one reading."""
        return self.place.by(
            reading, self.own[rule], lambda organ, regraded: self.organs[organ, regraded][rule]
        )


def judge_place(
    program: Program,
    view: UnitView,
    run: Run,
    organs: Mapping[tuple[str, bool], Found] | None = None,
) -> Judged:
    """The findings of the place of the view.

    `run` finds those of units by themselves. `organs` are those of the organs, where they are known.
    """
    place = PlaceReadings.of(program, view)
    if organs is None:
        views = place.views
        organs = dict(zip((key for key, _ in views), run(program, [v for _, v in views]), strict=True))
    alone = run(program, [view])[0]
    tracer, own, joined = PlaceTracer(program, place), dict[str, Ends](), dict[str, Ends]()
    view.findings = LeftFindings(tracer, joined)
    for rule in program.rules:
        own[rule.id] = tracer.finding(rule) if rule.after else alone[rule.id]
        joined[rule.id] = place.joined(own[rule.id], _on(organs, rule.id))
    return Judged(place, own, organs, joined, tracer)


def _on(organs: Mapping[tuple[str, bool], Found], rule: str) -> Callable[[str, bool], Ends]:
    return lambda organ, regraded: organs[organ, regraded][rule]


def outcomes_of(program: Program, views: Iterable[UnitView], run: Run) -> Iterator[Found]:
    """The findings of units, those of places joined from their organs'."""
    waiting = list(views)
    plain = iter(run(program, [view for view in waiting if not view.unit.is_place]))
    for view in waiting:
        yield judge_place(program, view, run).joined if view.unit.is_place else next(plain)
