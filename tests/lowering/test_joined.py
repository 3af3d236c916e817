"""The program of a rule that is joined from parts: what it has of theirs."""

from __future__ import annotations

from attrs import evolve

from lowering.village import rule
from policy_rules.core import nodes as core
from policy_rules.core.joins import default_finding
from policy_rules.lowering.inputs import AS_OF, YES
from policy_rules.lowering.join import joined, worst_of
from policy_rules.values.known import point
from policy_rules.vocabulary import DATE, Attribute

DUE = core.Const(DATE, point(739251))
OWN_DUE = core.Field(DATE, "v1", Attribute("opened_on", DATE))


def part(
    time_class: str = "standing", due: core.Node | None = None, after: tuple[str, ...] = ()
) -> core.RuleProgram:
    by = "due" if due else ""
    return core.RuleProgram(
        "r", "duty", "1", YES, None, (), due, by, AS_OF, time_class, after=frozenset(after)
    )  # fmt: skip


def joined_from(*parts: core.RuleProgram) -> core.RuleProgram:
    found = joined(rule("r", {"kind": "prohibition", "clause": "7"}), parts, DUE)
    assert (found.id, found.kind, found.clause, found.finding, found.parts) == (
        "r", "prohibition", "7", DUE, parts,
    )  # fmt: skip
    assert (found.instance, found.each, found.day) == (None, (), AS_OF)
    return found


def test_it_stands_in_time_as_all_its_parts_do() -> None:
    assert joined_from(part("open"), part("open")).time_class == "open"
    assert joined_from(part("open"), part("standing")).time_class == "several"


def test_its_due_day_is_that_of_the_one_part_that_has_one_for_the_whole_unit() -> None:
    for parts, due in (
        ((part(), part(due=DUE)), DUE),
        ((part(), part()), None),
        ((part(due=DUE), part(due=DUE)), None),
        ((part(due=OWN_DUE), part()), None),
        ((part(due=OWN_DUE), part(due=DUE)), None),
    ):
        found = joined_from(*parts)
        assert (found.due, found.due_from) == (due, "due" if due else "")


def test_it_comes_after_all_that_its_parts_read() -> None:
    assert joined_from(part(after=("a",)), part(after=("b", "a"))).after == {"a", "b"}


def test_a_part_by_the_default_day_is_found_among_the_others() -> None:
    ban, task = (evolve(part(), finding=core.Const(core.FINDING, point(n))) for n in (4, 2))
    tasks = [
        evolve(
            task,
            finding=core.Const(core.FINDING, point(n)),
            due=DUE,
            due_from="end",
            default_from="end",
            default_whole=True,
        )
        for n in (2, 3)
    ]
    whole = worst_of(rule("r", {}), (ban, *tasks))
    assert (whole.default_from, whole.due_from) == ("end", "")
    assert isinstance(root := default_finding(whole), core.Op)
    assert [arg.value for arg in root.args] == [point(0), point(2), point(3)]  # type: ignore[attr-defined]
    assert default_finding(all_of := worst_of(rule("r", {}), tuple(tasks))) is all_of.finding
    none = default_finding(worst_of(rule("r", {}), (ban, task)))
    assert isinstance(none, core.Const) and none.value == point(core.NOT_APPLICABLE)
