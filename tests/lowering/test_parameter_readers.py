"""Who reads a parameter: rules, sheets, the ruleset's own declarations; and which nobody reads."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from lowering.town import DOCUMENTS, VOCABULARY, model
from policy_rules.core.nodes import Param
from policy_rules.documents import Node, parse_yaml
from policy_rules.errors import Place
from policy_rules.lowering.compile import compile_rules
from policy_rules.lowering.parameter_readers import (
    check_read,
    parameter_readers,
    read_by_declarations,
    read_by_sheets,
)
from policy_rules.lowering.program import Program
from policy_rules.ruleset.model import ALL_ORGANS, EACH, Places
from policy_rules.vocabulary import BOOLEAN, Expression, Parameter


def sheets(*texts: str) -> dict[str, Node]:
    return {f"{n}.yaml": parse_yaml(text, f"{n}.yaml")[0][0] for n, text in enumerate(texts)}


def program(rules: dict[str, Any], **more: Any) -> Program:
    made, faults = compile_rules(evolve(model(rules), **more))
    assert faults == []
    return made


def test_the_rules_that_read_it_in_the_order_of_the_text() -> None:
    of = program(
        {
            "late": {"requires": 'work.staff >= parameters.fee and outcome("early") = "satisfied"'},
            "early": {"requires": "work.staff >= parameters.fee or parameters.strict"},
            "ban": {"kind": "prohibition", "due": "open", "requires": 'outcome("early") = "satisfied"'},
        }
    )
    readers = parameter_readers(of)
    assert {name: list(rules) for name, rules in readers.items()} == {
        "fee": ["late", "early"],
        "strict": ["early"],
        "due": ["ban"],
    }
    assert all(
        isinstance(node, Param) and node.name == name for name in readers for node in readers[name].values()
    )
    assert parameter_readers(of) is readers


def test_the_sheets_that_declare_it_and_then_use_it() -> None:
    trees = sheets(
        "sheet: one\nparameters: {x: 1, y: w, z: 3, w: 4}\n"
        "items: [{points: parameters.x, z: 2}, {text: [a y b]}]",
        "sheet: two\nparameters: {x: 1, y: 2}\nitems: x + 1",
        "parameters: {x: 1}\nitems: x",
        "sheet: [four]\nparameters: {x: 1}\nitems: x",
        "sheet: five\nparameters: [x]\nitems: x",
        "sheet: six\nitems: x",
        "- sheet: seven",
        "sheet: eight\nparameters: {y: 1}\nitems: {deep: {deeper: y}}",
    )
    found = read_by_sheets(evolve(model({}), sheets=trees))
    assert found == {"x": ("one", "two", "", ""), "y": ("one", "eight")}


def test_what_the_declarations_of_a_ruleset_name() -> None:
    of = model({"r": {"requires": "work.ok", "addressee": "parameters.whom"}, "s": {"addressee": "people"}})
    counts = {"notices_count", "visits_count", "nowhere"}  # of the lists of the town
    assert read_by_declarations(evolve(of, documents={})) == {*counts, "whom"}
    assert read_by_declarations(of) == {*counts, "whom", "turn"}
    ended = evolve(
        DOCUMENTS["d"], in_force=Expression("parameters.a"), out_of_force=Expression("parameters.b")
    )
    after = evolve(DOCUMENTS["d"], out_of_force=Expression("parameters.c"))
    named = evolve(
        of, documents={"d": ended, "e": after}, places=Places("parameters.organs", "parameters.grades")
    )
    assert read_by_declarations(named) == {*counts, "whom", "a", "b", "c", "organs", "grades"}
    assert read_by_declarations(evolve(of, documents={}, places=Places(ALL_ORGANS, EACH))) == {
        *counts,
        "whom",
    }


LEFT = {"en": "people look at it", "zh": "由人查看"}
RULES = {
    "a": {"requires": "work.staff >= parameters.fee or unit.level in parameters.allowed"},
    "b": {"requires": "work.ok or parameters.both"},
}


def told(every: bool, **declared: Parameter) -> list[tuple[str, int, str]]:
    known = {**VOCABULARY.parameters, "both": Parameter("both", BOOLEAN)}
    known = {name: evolve(p, place=Place("", 0, 0)) for name, p in known.items() if name not in declared}
    given = {
        name: evolve(parameter, name=name, place=Place("parameters.yaml", n, 1))
        for n, (name, parameter) in enumerate(declared.items(), 1)
    }
    of = program(
        RULES,
        vocabulary=evolve(VOCABULARY, parameters={**known, **given}),
        sheets=sheets("sheet: one\nparameters: {bare: 1, both: 2}\nitems: bare * both"),
        every_parameter_read=every,
    )
    return [(f.what, f.place.line if f.place else 0, f.hint) for f in check_read(of)]


UNREAD = "let one read it, or say why none does: `left_to_people: …`"
AWAY = "take `left_to_people` away"


def test_what_nobody_reads() -> None:
    plain = VOCABULARY.parameters["strict"]
    known = {"fee": VOCABULARY.parameters["fee"], "turn": VOCABULARY.parameters["turn"]}
    given = {**known, "bare": plain, "unread": plain, "left": evolve(plain, left=LEFT), "other": plain}
    assert told(True, **given) == [
        ("no rule and no sheet reads `unread`", 4, UNREAD),
        ("no rule and no sheet reads `other`", 6, UNREAD),
    ]
    assert told(False, **given) == []


def test_what_is_left_to_people_and_is_read_all_the_same() -> None:
    plain = evolve(VOCABULARY.parameters["strict"], left=LEFT)
    given = {
        "fee": evolve(VOCABULARY.parameters["fee"], left=LEFT),
        "unread": plain,
        "bare": plain,
        "turn": evolve(VOCABULARY.parameters["turn"], left=LEFT),
        "both": plain,
    }
    for every in (True, False):
        assert told(every, **given) == [
            ("`fee` is left to people, and `a` reads it", 1, AWAY),
            ("`bare` is left to people, and `one` reads it", 3, AWAY),
            ("`turn` is left to people, and the ruleset itself reads it", 4, AWAY),
            ("`both` is left to people, and `b` reads it", 5, AWAY),
        ]


def test_the_cells_of_a_set_or_table_are_one() -> None:
    cells = {n: p for n, p in VOCABULARY.parameters.items() if n.startswith(("allowed[", "quota["))}
    assert told(True, **cells) == [("no rule and no sheet reads `quota`", 4, UNREAD)]
    assert told(True, **{n: evolve(p, left=LEFT) for n, p in cells.items()}) == [
        ("`allowed` is left to people, and `a` reads it", 1, AWAY)
    ]
