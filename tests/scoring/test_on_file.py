"""What persons put on file, from facts file to lines, remarks and refusals: `on_file.yaml`, case by case."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from attrs import evolve

from policy_rules.errors import FactsError
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.report.score_records import RecordsOnFile
from policy_rules.scoring.points import Grade, ends
from policy_rules.scoring.score_unit import score
from policy_rules.values.exact import plain
from policy_rules.values.known import INF, Labels, point
from scoring.world import AS_OF, YEAR, check_ledger, model, sheet_of

DATA = yaml.safe_load(Path(__file__).with_name("on_file.yaml").read_text("utf-8"))
EXCEPTION = {"rule": "r3", "reason": "grave", "approved_by": "the committee", "date": "2025-02-01"}
ENTRY = {"entry": "opinion", "for": YEAR, "scorer": "an inspector"}


@pytest.fixture(scope="module")
def made():
    return model(DATA["facts"], header={"calendar": {"country": "US", "published": "2021-2026"}})


def the_sheet(made, case):
    items = [
        next((i for i in case.get("items", ()) if i["id"] == item["id"]), item)
        for item in DATA["sheet"]["items"]
    ]
    found, faults = sheet_of({**DATA["sheet"], "items": items, **case.get("sheet", {})}, made)
    assert not faults, "\n".join(map(str, faults))
    parameters = dict(found.parameters)
    for name, value in case.get("set", {}).items():
        chosen = point(value) if isinstance(value, int) else Labels(frozenset((value,)))
        parameters[name] = evolve(parameters[name], value=chosen)
    return evolve(found, parameters=parameters)


def of_file(case):
    """The facts file of a case; texts for days, so that nothing is taken as it is."""
    given = {**DATA["given"], **case.get("given", {})}
    return {
        "unit": {"id": "u", "name": "the unit"},
        "reported": [{"measure": k, "for": YEAR, "value": v} for k, v in given.items()],
        "exceptions": [{**EXCEPTION, **e} for e in case.get("exceptions", ())],
        "entries": [_told({**ENTRY, **e}) for e in case.get("entries", DATA["entries"])],
        "corrections": [_told({"for": YEAR, **c}) for c in case.get("corrections", ())],
        "units": [{"unit": {"id": "o", "name": "an inspector"}}] if "assessed" in case else [],
    }


def _told(record):
    return {key: value for key, value in record.items() if value is not None}


def scored(made, case):
    facts = bind(load_facts(of_file(case)), made, lenient=True)
    view = UnitView(facts, facts.units["u"], made.vocabulary, AS_OF.toordinal(), YEAR, True)
    found = score(the_sheet(made, case), view, {}, view.unit.entries, view.unit.corrections)
    return facts, found


def span(value):
    if isinstance(value, Grade):
        return "/".join(DATA["sheet"]["scale"][place] for place in sorted(value.places))
    return side(ends(value))


def side(value):
    if isinstance(value, frozenset):
        return "/".join(g for g in DATA["sheet"]["scale"] if g in value) or "-"
    return "..".join(dict.fromkeys(str(end) if end == INF else plain(Fraction(end)) for end in value))


@pytest.mark.parametrize("case", [c for c in DATA["cases"] if "refused" not in c], ids=lambda c: c["name"])
def test_case(made, case):
    facts, found = scored(made, case)
    for name, expected in case.get("lines", {}).items():
        lines = [f"{li.effect} {side(li.before)} {side(li.after)}" for li in found.lines_of(name)]
        assert lines == expected
    for name, expected in case.get("kept", {}).items():
        assert [line.kept for line in found.lines_of(name) if line.kept] == expected
    for name, expected in case.get("at", {}).items():
        assert span({**found.items, **found.steps}[name]) == str(expected)
    assert sorted(found.missing) == case.get("missing", [])
    assert sorted(found.needs) == case.get("needs", [])
    if "undecided" in case:
        assert [o.id for o in found.undecided] == case["undecided"]
    noted = [note for note in facts.notes if "order" in note]
    assert len(noted) == len(case.get("noted", []))
    assert all(told in note for told, note in zip(case.get("noted", []), noted, strict=True))
    said = [r.says["en"] for r, sure in found.remarks if sure]
    assert len(said) == len(case.get("said", [])), said
    assert all(told in text for told, text in zip(case.get("said", []), said, strict=True)), said
    assert all(r.says["zh"] for r, _ in found.remarks)
    about: Any = SimpleNamespace(asked=SimpleNamespace(facts=facts), unit=facts.units["u"], as_of=AS_OF)
    for name, expected in case.get("assessed", {}).items():
        entered = [line for line in found.lines_of(name) if line.effect in ("add", "deduct")]
        told = {each for line in entered for each in RecordsOnFile(about, found).assessed(line)}
        assert sorted(map(list, told)) == expected
    check_ledger(found)


def test_the_page_names_cases_that_there_are():
    page = Path(__file__).parents[2].joinpath("docs/corrections.md").read_text("utf-8")
    shown = [row.split("|")[3].strip() for row in page.splitlines() if row.startswith("| ")][1:]
    names = [case["name"] for case in DATA["cases"]]
    assert len(shown) > 10
    shown = [s for s in shown if "Henan" not in s and not s.startswith("`tests/")]
    assert not [s for s in shown if not any(name.startswith(s) for name in names)]


@pytest.mark.parametrize("case", [c for c in DATA["cases"] if "refused" in c], ids=lambda c: c["name"])
def test_refused(made, case):
    with pytest.raises(FactsError) as caught:
        scored(made, case)
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == len(case["refused"]), "\n".join(told)
    for fault, (begins, *named) in zip(told, case["refused"], strict=True):
        assert fault.startswith(begins)
        assert all(name in fault for name in named), fault
