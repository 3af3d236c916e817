"""Facts on which sources differ, as an assessment reads them: of the unit, of units below it, of organs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.facts.bound import Facts, Source, UnitFacts
from policy_rules.facts.differing import Differing, Said, differing, who_published
from policy_rules.facts.paths import quoted
from policy_rules.facts.view import UnitView
from policy_rules.reference.remarks import excluding, names_read
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.known import allowed_by_both


def differing_of(facts: Facts, unit: str, model: RulesetModel) -> tuple[Differing, ...]:
    """The facts on which sources differ, of the unit first; those of another unit bear its id before them."""
    from policy_rules.ruleset.profile import GradingTypes  # it reads files too, which few assessments need

    graded = GradingTypes(model).__getitem__
    found: list[Differing] = []
    for each in _looked_at(facts, unit):
        own = differing(each, model.vocabulary, graded)
        found += own if each.id == unit else (evolve(d, path=f"{each.id}.{d.path}") for d in own)
    return tuple(found)


def with_reckoned(found: Iterable[Differing], view: UnitView, sheet: str) -> tuple[Differing, ...]:
    """Those, and the unit's published figures of the year that what the sheet gave excludes."""
    differ = {(one.path, one.when): one for one in found}
    for figure in view.unit.reported:
        given = view.scored.get(figure.measure)
        if given is None or figure.year != view.year or figure.measure in view.facts.withheld:
            continue
        if excluding(figure.value, given):
            path, year = f"reported[{quoted(figure.measure)}, {figure.year}]", str(figure.year)
            said = (*who_published(view.unit, figure), Said(Source(sheet), given, counts=True, by_sheet=True))
            kind, value = view.vocabulary.measures[figure.measure].type, allowed_by_both(figure.value, given)
            differ[path, year] = Differing(path, figure.measure, year, said, value, kind)
    return tuple(differ.values())


def _looked_at(facts: Facts, unit: str) -> Iterator[UnitFacts]:
    """The unit, then its organs and the units below it."""
    below, waiting = {unit: facts.units[unit]}, [unit]
    while waiting:
        above = waiting.pop(0)
        for other in facts.units.values():
            if other.id not in below and not other.withheld and above in (other.parent, other.organ_of):
                below[other.id] = other
                waiting.append(other.id)
    return iter(below.values())


def read_by(found: Iterable[Differing], roots: Iterable[core.Node]) -> tuple[Differing, ...]:
    """Those that the trees read."""
    found, trees = tuple(found), tuple(roots)
    if not found:
        return ()
    names = names_read(trees)
    nodes = [node for root in trees for node in core.walk(root)]
    fields = {node.attribute.name for node in nodes if isinstance(node, core.Field)}
    gradings = {f"grading({node.rule})" for node in nodes if isinstance(node, core.Graded)}

    def is_read(base: str) -> bool:
        entity, _, name = base.partition(".")
        return base in names or base in gradings or (entity in names and (not name or name in fields))

    return tuple(d for d in found if is_read(d.base))
