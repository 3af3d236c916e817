"""Facts of one unit or many, from one source or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from policy_rules.arguments import name_among
from policy_rules.errors import FactsError, Fault
from policy_rules.facts.bound import Facts, UnitFacts
from policy_rules.facts.facts_file import FactsLike, RawFacts, load_each

Several = RawFacts | Facts | FactsLike | Sequence[RawFacts | Facts | FactsLike]
"""Facts of many units, or several such."""


def unit_named(facts: Facts, unit: str | None) -> str:
    """The unit of the name, or the only one; raises FactsError where there is none such."""
    if not facts.units:
        raise FactsError(Fault("the facts speak of no unit", hint="begin each with `unit: {id: …}`"))
    if unit is None:
        if len(facts.units) == 1:
            return next(iter(facts.units))
        known: Sequence[str] = tuple(facts.units)
        raise FactsError(
            Fault(f"the facts speak of {len(known)} units", hint=f"name one: {', '.join(known[:8])}")
        )
    return name_among(unit, facts.units, "the facts do not speak of", FactsError)


def facts_together(bound_by: Callable[[RawFacts | Facts | FactsLike], Facts], units: Several) -> Facts:
    """The facts of all units, which bear one id each; raises FactsError where one is given twice."""
    if not isinstance(units, list | tuple):
        return bound_by(units)
    read = {n: u for n, u in enumerate(units, 1) if not isinstance(u, RawFacts | Facts)}
    made = load_each(read, several=len(units) > 1)
    loaded = [u if isinstance(u, RawFacts | Facts) else made[n] for n, u in enumerate(units, 1)]
    given = [one for one in loaded if isinstance(one, RawFacts)]
    ranked = next((one.precedence for one in given if one.precedence is not None), None)
    raw = RawFacts(tuple(unit for one in given for unit in one.units), ranked)
    bound = [bound_by(one) for one in loaded if isinstance(one, Facts)]
    bound.append(bound_by(raw))
    merged: dict[str, UnitFacts] = {}
    for one in bound:
        twice = sorted(merged.keys() & one.units.keys())
        if twice:
            raise FactsError([Fault(f"the unit `{unit}` is given twice") for unit in twice])
        merged |= one.units
    digest = next((one.ruleset for one in bound if one.ruleset), "")
    return Facts(merged, tuple(note for one in bound for note in one.notes), digest)
