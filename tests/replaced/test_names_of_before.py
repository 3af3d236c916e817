"""What old names are declared as, which are refused, and how values pass over: piece by piece."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from policy_rules.errors import Place
from policy_rules.facts.bound import Completeness, Entry, RecordFacts, UnitFacts
from policy_rules.facts.renamed import MIGRATE, refused, renamed, with_old_names
from policy_rules.values.known import MAYBE, NULL_NUM, TRUE, Labels, Num, Value, label, point
from policy_rules.vocabulary import Parameter, Type, Vocabulary
from replaced.test_replaced import AFTER


def fresh() -> Vocabulary:
    """The vocabulary, of which nothing has been worked out yet."""
    return evolve(AFTER.model.vocabulary)


OLD_OF_GROUNDS = {"tree_count", "mu", "height", "cover", "dirt"}
"""Those that pass over one to one: not `kind`, `open_all_day` and `last_mown`."""


def test_old_names_are_declared_beside_the_new_ones() -> None:
    new = fresh()
    read = with_old_names(new).entities
    assert {**read} == {**read, **{name: read[name] for name in new.entities}}
    assert read.keys() - new.entities.keys() == {"land", "seats", "chairs", "mendings"}
    assert read["grounds"].attributes.keys() == new.entities["grounds"].attributes.keys() | OLD_OF_GROUNDS
    assert read["benches"].attributes.keys() == new.entities["benches"].attributes.keys() | {"put_on", "wide"}
    assert read["unit"].attributes.keys() == {"shady"}
    for old, name in (
        ("land", "grounds"),
        ("seats", "benches"),
        ("chairs", "benches"),
        ("mendings", "repairs"),
    ):
        assert read[old] == evolve(read[name], name=old)
    for entity in read.values():
        for name, attribute in entity.attributes.items():
            assert attribute.name == name
            assert not (name in OLD_OF_GROUNDS and attribute.was)
    # lists inside one that was renamed are inside it by its old names too
    assert read["repairs"].of == ("benches", "seats", "chairs")
    assert all(not entity.of for name, entity in read.items() if name not in ("repairs", "mendings"))
    assert read["hearings"] == new.entities["hearings"]


def test_what_an_old_name_could_say() -> None:
    new = fresh()
    read = with_old_names(new).entities
    now = new.entities["grounds"].attributes
    old = read["grounds"].attributes
    assert old["tree_count"].type == now["trees"].type
    # in another unit of measure it has another range, and lies on another grid
    for name, was in (("mu", "hectares"), ("height", "depth"), ("cover", "shade")):
        assert old[name].type == evolve(now[was].type, low=None, high=None, places=None)
    assert read["benches"].attributes["wide"].type.places is None
    dirt = old["dirt"].type
    assert dirt.labels == ("poor", "middling", "bad", "fair", "rich")
    assert not dirt.ordered
    assert read["unit"].attributes["shady"].type == now["shady"].type
    assert read["unit"].attributes["shady"].was == ()


def test_old_names_go_with_the_parameters_of_the_vocabulary_that_is_asked() -> None:
    new = fresh()
    first = with_old_names(new)
    other = new.with_parameters({"x": Parameter("x", Type("number"))})
    assert with_old_names(other).parameters == other.parameters != first.parameters
    assert with_old_names(other).entities is first.entities  # worked out once
    plain = evolve(new, entities={"repairs": evolve(new.entities["repairs"], of=(), was=())})
    assert with_old_names(plain) is plain


def other(name: str, by: str) -> tuple[str, str]:
    return f"`{name}` is replaced by `{by}`, which does not say the same", MIGRATE


def gone(name: str, instead: str) -> tuple[str, str]:
    left_out = f"{instead}; `policy-rules migrate` leaves it out"
    return f"`{name}` was taken out on 2024-06-01", left_out


REFUSED: dict[str, tuple[str, str] | None] = {
    "grounds.kind": other("grounds.kind", "grounds.sort"),
    "land.kind": other("land.kind", "grounds.sort"),
    "land.open_all_day": other("land.open_all_day", "grounds.always_open"),
    "meetings": other("meetings", "hearings"),
    "meetings.held": other("meetings.held", "hearings"),
    "land.last_mown": other("land.last_mown", "mowings"),
    "grounds.last_raked": gone("grounds.last_raked", "record `mowings`"),
    "land.last_raked": gone("land.last_raked", "record `mowings`"),
    "huts": gone("huts", "nothing takes its place"),
    "seats.colour": gone("seats.colour", "nothing takes its place"),
    "chairs.colour": gone("chairs.colour", "nothing takes its place"),
    **dict.fromkeys(("grounds.trees", "grounds.tree_count", "land.mu", "land", "seats", "seats.wide")),
    **dict.fromkeys(("benches.kind", "unit.shady", "nothing", "nothing.here")),
}


@pytest.mark.parametrize("path", REFUSED)
def test_which_old_names_are_refused(path: str) -> None:
    assert refused(path, fresh()) == REFUSED[path]


# -- what was bound by old names -------------------------------------------------------------------


def unit(**told: Any) -> UnitFacts:
    return UnitFacts("north", "", **told)


def passed(path: str, value: Value) -> tuple[str, Value, list[str]]:
    """Under which path a value stands now, and what it is; what cannot be."""
    found, _, faults = renamed(unit(values={path: (Entry(value),)}), fresh())
    ((new, (entry,)),) = found.values.items()
    return new, entry.value, [fault.what for fault in faults]


OUTSIDE = "`{}`, as `{}` has it now, lies outside what is possible"
PASSED: list[tuple[str, Value, str, Value, list[str]]] = [
    ("land.tree_count", point(30), "grounds.trees", point(30), []),
    ("land.mu", point(10), "grounds.hectares", point(Fraction(2, 3)), []),
    ("land.mu", Num(15, 30), "grounds.hectares", Num(1, 2), []),
    ("land.mu", NULL_NUM, "grounds.hectares", NULL_NUM, []),
    ("land.mu", Num(15, 30, MAYBE), "grounds.hectares", Num(1, 2, MAYBE), []),
    ("land.mu", Num(15, None), "grounds.hectares", Num(1, 99), []),
    ("land.mu", Num(None, 15), "grounds.hectares", Num(0, 1), []),
    ("land.mu", point(1485), "grounds.hectares", point(99), []),
    (
        "land.mu",
        point(1486),
        "grounds.hectares",
        point(Fraction(1486, 15)),
        [OUTSIDE.format("land.mu", "hectares")],
    ),
    ("land.height", Num(2, 5), "grounds.depth", Num(-5, -2), []),
    ("land.height", Num(2, None), "grounds.depth", Num(-99, -2), []),
    ("land.height", Num(None, 2), "grounds.depth", Num(-2, 99), []),
    ("land.height", point(-99), "grounds.depth", point(99), []),
    ("land.height", point(-100), "grounds.depth", point(100), [OUTSIDE.format("land.height", "depth")]),
    ("land.height", point(100), "grounds.depth", point(-100), [OUTSIDE.format("land.height", "depth")]),
    ("land.cover", point(Fraction(1, 2)), "grounds.shade", point(Fraction(1, 4)), []),
    ("land.dirt", label("poor"), "grounds.earth", label("bad"), []),
    (
        "land.dirt",
        Labels(frozenset({"poor", "rich"}), MAYBE),
        "grounds.earth",
        Labels(frozenset({"bad", "rich"}), MAYBE),
        [],
    ),
    ("land.dirt", Labels(None), "grounds.earth", Labels(None), []),
    ("unit.shady", TRUE, "grounds.shady", TRUE, []),
    ("land.soil", label("rich"), "grounds.soil", label("rich"), []),
]


@pytest.mark.parametrize(("path", "value", "new", "now", "told"), PASSED)
def test_a_value_passes_over(path: str, value: Value, new: str, now: Value, told: list[str]) -> None:
    assert passed(path, value) == (new, now, told)


def test_a_fault_stands_where_the_old_value_does() -> None:
    at = Place("a.yaml", 3, 5)
    _, _, (fault,) = renamed(unit(values={"land.mu": (Entry(point(9999), place=at),)}), fresh())
    assert (fault.place, fault.hint) == (at, "an old value is multiplied by 1/15")


def of(source: str, value: int, **more: Any) -> Entry:
    return Entry(point(value), source, **more)


def test_each_statement_of_several_passes_over() -> None:
    told = (of("s", 15, year=2024), of("t", 30, year=2024))
    entry = Entry(Num(15, 30), year=2024, told=told)
    found, read, _ = renamed(unit(values={"land.mu": (entry, of("s", 45, year=2025))}), fresh())
    first, second = found.values["grounds.hectares"]
    assert first == Entry(Num(1, 2), year=2024, told=(of("s", 1, year=2024), of("t", 2, year=2024)))
    assert second == of("s", 3, year=2025)
    assert read == {"land.mu": "grounds.hectares"}


def test_what_stands_under_several_names_is_told_by_several() -> None:
    values = {"grounds.trees": (of("s", 30),), "land.tree_count": (of("t", 12),), "land.trees": (of("u", 9),)}
    found, read, faults = renamed(unit(values=values), fresh())
    both = (of("s", 30), of("t", 12), of("u", 9))
    assert found.values == {"grounds.trees": (Entry(Num(9, 30), told=both),)}
    assert read == {"land.tree_count": "grounds.trees", "land.trees": "grounds.trees"}
    assert not faults
    of_year, later = of("s", 5, year=2023), of("t", 12, start=day(2025))
    found, _, _ = renamed(unit(values={"grounds.trees": (of_year,), "land.trees": (later,)}), fresh())
    # in the year between nobody tells anything: it is whatever it may be
    told = [
        (entry.start, entry.value, [one.source for one in entry.told])
        for entry in found.values["grounds.trees"]
    ]
    assert told == [
        (day(2023), point(5), ["s"]),
        (day(2024), Num(0, 10000), []),
        (day(2025), point(12), ["t"]),
    ]


def day(year: int) -> int:
    return datetime.date(year, 1, 1).toordinal()


def record(id: str, lists: Any = None, **values: Entry) -> RecordFacts:
    return RecordFacts(id, values, lists or {})


def test_records_pass_over_with_what_is_in_them() -> None:
    repair = record("r", cost=of("s", 3))
    seats = (record("b1", {"repairs": (repair,)}, put_on=of("s", 738900), wide=of("s", 90)), record("b2"))
    found, read, _ = renamed(unit(lists={"seats": seats}), fresh())
    width = Entry(point(Fraction(9, 10)), "s")
    own = record("b1", {"repairs": (repair,)}, set_up_on=of("s", 738900), width=width)
    assert found.lists == {"benches": (own, record("b2"))}
    assert read == {
        "seats": "benches",
        "benches.put_on": "benches.set_up_on",
        "benches.wide": "benches.width",
    }
    mended = record("b1", {"mendings": (repair,), "repairs": (record("q"),)})
    found, read, _ = renamed(unit(lists={"seats": (mended,), "mowings": (mended,)}), fresh())
    inner = {"repairs": (repair, record("q"))}
    assert found.lists == {"benches": (record("b1", inner),), "mowings": (record("b1", inner),)}
    assert read == {"seats": "benches", "mendings": "repairs"}
    both = record("b1", width=of("s", 1), wide=of("t", 200))
    found, read, _ = renamed(unit(lists={"benches": (both,)}), fresh())
    (entry,) = found.lists["benches"][0].values.values()
    assert (entry.value, entry.told) == (Num(1, 2), (of("s", 1), of("t", 2)))
    assert read == {"benches.wide": "benches.width"}


def test_records_of_one_id_under_both_names_are_told_by_both() -> None:
    r, q = record("r", cost=of("s", 3)), record("q", cost=of("s", 4))
    new = (
        record("b1", {"repairs": (r,)}, width=of("s", 1)),
        record("b2"),
        record("#1", width=of("s", 1)),
    )
    old = (
        record(
            "b1",
            {"repairs": (evolve(r, values={"cost": of("t", 5)}), q)},
            wide=of("t", 200),
            broken=Entry(TRUE),
        ),
        record("b2", {"repairs": (q,)}),
        record("b3"),
        record("#1", width=of("t", 2)),
        record("#2"),
    )
    found, _, _ = renamed(unit(lists={"benches": new, "seats": old}), fresh())
    first, second, third, *rest = found.lists["benches"]
    cost = Entry(Num(3, 5), told=(of("s", 3), of("t", 5)))
    assert first == record(
        "b1",
        {"repairs": (record("r", cost=cost), q)},
        width=Entry(Num(1, 2), told=(of("s", 1), of("t", 2))),
        broken=Entry(TRUE),
    )
    assert second == record("b2", {"repairs": (q,)})
    assert third == record("#1", width=of("s", 1))
    # nothing tells whether those without an id are the same: each stays one of its own
    assert rest == [record("b3"), record("#1'", width=of("t", 2)), record("#2")]


def whole(list: str, of: str = "") -> Completeness:
    return Completeness(list, of)


B1, R1, M1 = record("b1"), *(record("b1", {name: (record("r"),)}) for name in ("repairs", "mendings"))


@pytest.mark.parametrize(
    ("lists", "given", "left"),
    [
        ({"seats": (B1,)}, [whole("seats")], [whole("benches")]),
        ({"seats": ()}, [whole("seats")], [whole("benches")]),
        ({"seats": (B1,), "benches": ()}, [whole("seats")], [whole("benches")]),
        ({"seats": (), "benches": (B1,)}, [whole("benches")], [whole("benches")]),
        # what is whole by one name is not, where records stand under the other
        ({"seats": (), "benches": (B1,)}, [whole("seats")], []),
        ({"seats": (B1,), "benches": ()}, [whole("benches")], []),
        ({"seats": (B1,), "benches": (B1,)}, [whole("benches"), whole("hearings")], [whole("hearings")]),
        ({"seats": (R1,)}, [whole("seats.repairs", "b1")], [whole("benches.repairs", "b1")]),
        ({"seats": (R1,), "benches": ()}, [whole("benches.repairs")], []),
        ({"seats": (), "benches": (R1,)}, [whole("seats.repairs")], []),
        ({"repairs": (B1,)}, [whole("repairs")], [whole("repairs")]),
        ({"benches": (M1,)}, [whole("benches.mendings")], [whole("benches.repairs")]),
        ({"benches": (M1,)}, [whole("benches.repairs")], []),
        ({"benches": (M1, R1)}, [whole("benches.mendings")], []),
        ({"benches": (M1,)}, [whole("benches")], [whole("benches")]),
    ],
)
def test_a_list_is_whole_by_its_new_name_where_nothing_stands_under_the_other(
    lists: Any, given: list[Completeness], left: list[Completeness]
) -> None:
    found, _, _ = renamed(unit(lists=lists, complete=tuple(given)), fresh())
    assert list(found.complete) == left


def test_facts_by_new_names_are_left_as_they_are() -> None:
    told = unit(
        values={"grounds.trees": (of("s", 3),)}, lists={"benches": (R1,)}, complete=(whole("benches"),)
    )
    assert renamed(told, fresh()) == (told, {}, [])
    plain = evolve(fresh(), entities={"repairs": evolve(fresh().entities["repairs"], was=())})
    assert renamed(told, plain)[0] is told
