"""What facts may be given as, and what is told of what is none: paths, folders, the standard input."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from facts.town import read_town
from policy_rules.errors import FactsError
from policy_rules.facts import facts_file
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import Facts
from policy_rules.facts.facts_file import RawFacts, load_facts
from policy_rules.facts.together import facts_together, unit_named

TOWN = read_town()
UNIT = {"unit": {"id": "u"}}


def faults(*given: Any, **more: Any) -> list[tuple[str, str, str]]:
    """What is told: of which file, what is wrong, and what to do."""
    with pytest.raises(FactsError) as caught:
        load_facts(*given, **more)
    return [(Path(f.place.file).name, f.what, f.hint) for f in caught.value.faults]


def names(facts: RawFacts) -> list[str]:
    return [unit.node.get("unit").get("id").text for unit in facts.units]  # type: ignore[union-attr]


class Judges:
    """Something with `assess`, as a ruleset has."""

    assess = None

    def __repr__(self) -> str:
        return "<a ruleset>"


PATHS = "give paths of files, mappings, or lists of them"
LOADED = "these are loaded: give them to the ruleset as they are"


def test_what_is_no_facts_is_told_with_its_number() -> None:
    assert faults(UNIT, 3) == [("", "`3`, argument 2 of `load_facts`, is no facts", PATHS)]
    assert faults(b"unit") == [("", "`b'unit'`, argument 1 of `load_facts`, is no facts", PATHS)]
    assert [hint for _, _, hint in faults(bytearray(b"unit"))] == [PATHS]
    raw = load_facts(UNIT)
    bound = bind(raw, TOWN)
    for loaded in (raw, bound):
        ((_, what, hint),) = faults(loaded)
        assert what.endswith(", argument 1 of `load_facts`, is no facts") and hint == LOADED
    more = "; the ruleset takes what is loaded: `ruleset.assess(load_facts(…), as_of=…)`"
    assert faults(Judges()) == [("", "`<a ruleset>`, argument 1 of `load_facts`, is no facts", PATHS + more)]
    hint = "name a file or a folder; `.` is the folder in which you are"
    assert faults("") == [("", "an empty text names no facts", hint)]
    assert len(faults("", 3, None)) == 3


def test_a_precedence_is_a_list() -> None:
    hint = "give a list of steps, such as `[['court', 'survey'], 'later']`"
    assert faults(UNIT, precedence="later") == [("", "`precedence` needs a list, not `'later'`", hint)]
    assert faults(UNIT, precedence=3) == [("", "`precedence` needs a list, not `3`", hint)]
    assert load_facts(UNIT).precedence is None
    assert load_facts(UNIT, precedence=()).precedence is not None
    ((where, what, _),) = faults(UNIT, precedence=["later", object])
    assert where == "precedence: [2]" and "cannot be taken" in what


# -- the standard input ----------------------------------------------------------------------------


def typed(monkeypatch: pytest.MonkeyPatch, given: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))


@pytest.mark.parametrize(
    "given",
    [
        b"unit: {id: u}\n",
        b"unit:\r\n  id: u\r\n",
        b'{"unit": {"id": "u"}}',
        b'\n  {"unit": {"id": "u"}}',
        b"{unit: {id: u}}",
        b"unit: {id: u}\n---\nunit: {id: v}\n",
    ],
)
def test_facts_come_from_the_standard_input(given: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, given)
    assert names(load_facts("-")) == ["u"]


def test_what_the_standard_input_cannot_give_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_file, "FACTS_LIMIT", 20)
    typed(monkeypatch, b"unit: {id: u} # 67890")
    told = ("standard input", "it has more than 20 bytes", "divide it into several files")
    assert faults("-") == [told]
    typed(monkeypatch, b"unit: {id: u} # 6789")
    assert names(load_facts("-")) == ["u"]
    typed(monkeypatch, b"unit: \xff")
    ((where, what, _),) = faults("-")
    assert where == "standard input"
    assert what.startswith("the standard input cannot be read: 'utf-8' codec can't decode byte 0xff")
    monkeypatch.setattr(sys, "stdin", None)
    ((where, what, _),) = faults("-")
    assert where == "standard input" and what.startswith("the standard input cannot be read: ")
    typed(monkeypatch, b"unit: {id: u")
    assert [where for where, _, _ in faults("-")] == ["standard input"]


# -- files and folders -----------------------------------------------------------------------------


def test_a_folder_is_read_through_in_the_order_of_its_paths(tmp_path: Path) -> None:
    for name in ("b.yaml", "a/c.yml", "a/.hidden/d.yaml", ".e.yaml", "~$f.yaml", "notes.txt", "Z.YAML"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"unit: {{id: '{name}'}}\n", "utf-8")
    (tmp_path / "g.json").write_text('{"unit": {"id": "g.json"}}', "utf-8")
    (tmp_path / "h.yaml").mkdir()
    assert names(load_facts(tmp_path)) == ["Z.YAML", "a/c.yml", "b.yaml", "g.json"]
    assert names(load_facts(str(tmp_path))) == names(load_facts(tmp_path))
    hidden = tmp_path / "a" / ".hidden"
    assert names(load_facts(hidden)) == ["a/.hidden/d.yaml"]


def test_what_is_no_file_of_facts_is_told(tmp_path: Path) -> None:
    endings = "facts are .yaml, .yml, .json or .xlsx files"
    (tmp_path / "empty").mkdir()
    assert faults(tmp_path / "empty") == [("empty", "the folder holds no facts", endings)]
    (tmp_path / "x.txt").write_text("unit: {id: u}", "utf-8")
    assert faults(tmp_path / "x.txt") == [("x.txt", endings, "")]
    assert faults(tmp_path / "y.txt", tmp_path / "x.txt") == [
        ("y.txt", "no such file", ""),
        ("x.txt", endings, ""),
    ]
    ((_, what, _),) = faults(tmp_path / "y.yaml")
    assert "y.yaml" not in what
    ((_, what, _),) = faults("nul\0.yaml")
    assert what == what.lower()
    (tmp_path / "two.yaml").write_text("unit: {id: u}\n---\nunit: {id: v}\n", "utf-8")
    hint = "list several units under `units`, or divide the file"
    assert faults(tmp_path / "two.yaml") == [
        ("two.yaml", "the file holds several documents, and one is read", hint)
    ]


def test_units_stand_one_by_one_in_lists_or_under_units() -> None:
    many = [{"unit": {"id": n}} for n in "abc"]
    assert names(load_facts(many)) == names(load_facts({"units": many})) == ["a", "b", "c"]
    assert names(load_facts({"units": many, "unit": {"id": "d"}})) == ["d", "a", "b", "c"]
    assert names(load_facts({"units": [{"units": many}], "sources": {}})) == ["a", "b", "c"]
    outer = {"source": "s", "sources": {"s": {}}, "units": [*many[:1], {"units": many[1:]}]}
    assert [unit.shared is not None for unit in load_facts(outer).units] == [True] * 3
    assert [unit.shared for unit in load_facts({"units": many}).units] == [None] * 3
    inner = {"units": [{"source": "t", "units": many[:1]}, many[1]], "source": "s"}
    assert [unit.shared.get("source").text for unit in load_facts(inner).units] == ["t", "s"]  # type: ignore[union-attr]
    assert faults({"units": 3}) == [
        ("facts: units", "`units` needs a list, not `3`", "begin each unit with `- `")
    ]
    nested: Any = {"units": [UNIT, 4, {"units": [{"units": 5}]}]}
    assert faults(nested) == [
        (
            "facts: units[2]",
            "the facts of a unit are keys with values, not `4`",
            "begin with `unit: {id: …}`",
        ),
        ("facts: units[3].units[1].units", "`units` needs a list, not `5`", "begin each unit with `- `"),
    ]
    ((_, what, hint),) = faults(["text"])
    assert what == "the facts of a unit are keys with values, not `text`"
    assert hint == "begin with `unit: {id: …}`"


# -- several together ------------------------------------------------------------------------------


def bound_by(given: Any) -> Facts:
    return (
        given
        if isinstance(given, Facts)
        else bind(given if isinstance(given, RawFacts) else load_facts(given), TOWN)
    )


def test_facts_of_several_are_put_together_and_no_unit_is_given_twice() -> None:
    a, b, c = ({"unit": {"id": name}} for name in "abc")
    assert set(facts_together(bound_by, a).units) == {"a"}
    found = facts_together(bound_by, [a, bound_by(b), load_facts(c)])
    assert set(found.units) == {"a", "b", "c"}
    assert found.ruleset == bound_by(a).ruleset
    assert set(facts_together(bound_by, (bound_by(a), bound_by(b))).units) == {"a", "b"}
    assert facts_together(bound_by, []).units == {}
    with pytest.raises(FactsError) as caught:
        facts_together(bound_by, [bound_by([b, a]), bound_by([a, b, c])])
    assert [f.what for f in caught.value.faults] == [
        "the unit `a` is given twice",
        "the unit `b` is given twice",
    ]


def test_the_first_precedence_ranks_what_was_loaded() -> None:
    def ranked(given: Any) -> Facts:
        seen.append(given.precedence)
        return Facts({}, ("a note",))

    seen: list[Any] = []
    first = load_facts({"unit": {"id": "a"}}, precedence=["later"])
    second = load_facts({"unit": {"id": "b"}}, precedence=["earlier"])
    bare = load_facts({"unit": {"id": "c"}})
    found = facts_together(ranked, [bare, first, second])
    assert seen == [first.precedence] and found.notes == ("a note",)
    seen.clear()
    facts_together(ranked, [bare])
    assert seen == [None]


def test_a_unit_is_named_or_is_the_only_one() -> None:
    one, many, none = bound_by(UNIT), bound_by([{"unit": {"id": f"u{n}"}} for n in range(9)]), Facts({})
    assert unit_named(one, None) == "u" and unit_named(many, "u3") == "u3"
    told = []
    for facts, name in ((none, None), (none, "u"), (many, None), (many, "u33")):
        with pytest.raises(FactsError) as caught:
            unit_named(facts, name)
        told.append(str(caught.value))
    nothing = "the facts speak of no unit\n  hint: begin each with `unit: {id: …}`"
    assert told[:2] == [nothing, nothing]
    assert told[2] == "the facts speak of 9 units\n  hint: name one: u0, u1, u2, u3, u4, u5, u6, u7"
    assert told[3].startswith("the facts do not speak of `u33`")
