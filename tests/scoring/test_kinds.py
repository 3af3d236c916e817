"""Kinds of score effects of real schemes, each with points and a missing fact (`kinds.yaml` names them).

A kind's file holds the facts it reads, an `item` (its points count), `steps` (the step `got` counts) or
`sheets` of which each case says which is the one. A case gives the facts of a unit, or of a `population`
in which each unit has its own expectation. `steps` and `items` of a case are further values expected,
`missing` and `needs` what the step `got` must say it lacks.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from policy_rules.scoring.fitting import serves
from policy_rules.scoring.points import Grade
from policy_rules.scoring.score_unit import score
from policy_rules.values.known import Num
from scoring.world import AS_OF, YEAR, check_ledger, model, scored, sheet_of, together, view_of

HERE = Path(__file__).parent
KINDS = sorted(HERE.glob("kinds/*.yaml"))
LEFT_OPEN = HERE / "left_open.yaml"


class _Plain(yaml.SafeLoader):
    """Numbers and truths stay what YAML says; decimals stay exact."""


_Plain.add_constructor("tag:yaml.org,2002:float", lambda _, node: str(node.value))


def test_every_kind_has_its_test():
    names = yaml.safe_load((HERE / "kinds.yaml").read_text("utf-8"))
    assert list(names) == list(range(1, 60))
    wanted = {f"{n:02}-{name.replace('_', '-')}" for n, name in names.items()}
    assert wanted == {path.stem for path in KINDS}
    for path in KINDS:
        _, _, data = read(path)
        known = [c for c in data["cases"] if settled(c)]
        assert len(known) >= 2, path.stem  # a breach is there or not
        assert max(3, len(known) + 1) <= len(data["cases"]), path.stem


def settled(case):
    """Whether a case expects one value of each unit."""
    if "population" in case:
        return not any(isinstance(e, list) for e in case["expect"].values())
    return "expect" in case and not isinstance(case["expect"], list)


def read(path):
    """The kind's sheets by name (that of the file, where there is one), its ruleset and its data."""
    data = yaml.load(path.read_text("utf-8"), _Plain)
    made = model({k: {"zh": k, "en": k} | v for k, v in data["facts"].items()})
    written = data.get("sheets") or {path.stem: {k: data[k] for k in ("items", "steps") if k in data}}
    return {name: {"sheet": name, "year": YEAR} | sheet for name, sheet in written.items()}, made, data


def loaded(written, made, data, values):
    """A sheet; `values` are those of its parameters."""
    sheet = dict(written)
    sheet |= {"scale": data["scale"]} if "scale" in data else {}
    if "item" in data:
        text = yaml.safe_dump(data["item"])
        reads = [name for name in made.vocabulary.measures if name in text]
        item = {"id": "item_", "component": "all", **({"reads": reads} if reads else {}), **data["item"]}
        sheet["items"] = [item]
    if "parameters" in data:
        sheet["parameters"] = {
            name: declared | ({"value": values[name]} if name in values else {})
            for name, declared in data["parameters"].items()
        }
    found, faults = sheet_of(sheet, made)
    assert not faults, "\n".join(map(str, faults))
    return found


def wanted(expect, scale):
    """What a case expects: a number, both ends, or grades."""
    several = expect if isinstance(expect, list) else [expect]
    if scale:
        return Grade(frozenset(scale.index(name) for name in several))
    ends = [Fraction(str(e)) for e in several]
    return Num(min(ends), max(ends))


def check(found, data, case, unit=None):
    """A score against what the case expects, of one of its units where it has several."""

    def of(key):
        told = case.get(key, {})
        return told.get(unit, {} if key in ("steps", "items") else []) if unit else told

    value = found.steps["got"] if "steps" in data or "sheets" in data else found.items["item_"]
    assert value == wanted(of("expect"), found.sheet.scale), (case, unit)
    for values, key in ((found.steps, "steps"), (found.items, "items")):
        for name, expect in of(key).items():
            assert values[name] == wanted(expect, ()), (case, unit, name)
    for told, key in ((found.missing, "missing"), (found.needs, "needs")):
        for name in of(key):
            assert "got" in told[name], (case, unit, name, told)
    check_ledger(found)
    for line in found.ledger:
        open_ = line.change is not None and line.change[0] != line.change[1] and not line.kept
        assert not open_ or line.missing or line.needs, line


@pytest.mark.parametrize("path", [*KINDS, LEFT_OPEN], ids=lambda p: p.stem)
def test_kind(path):
    written, made, data = read(path)
    for case in data["cases"]:
        sheets = {name: loaded(w, made, data, case.get("set", {})) for name, w in written.items()}
        if "sheet" in case:
            chosen(sheets, made, data, case)
            continue
        (sheet,) = sheets.values()
        if "population" not in case:
            check(scored(sheet, made, case["given"], case.get("entries")), data, case)
            continue
        units = together(sheet, made, case["population"])
        for unit in case["population"]:
            check(units.score(unit), data, case, unit)


def chosen(sheets, made, data, case):
    """The sheet that serves the unit and year, and the score on it; None: no sheet surely does."""
    year = case.get("year", YEAR)
    as_of = datetime.date(year + 1, AS_OF.month, AS_OF.day)
    view = view_of(made, case["given"], as_of, year=year)
    fit = [n for n, s in sheets.items() if serves(s, made, view.facts, view.unit.id, as_of, year)]
    assert fit == ([] if case["sheet"] is None else [case["sheet"]]), case
    if fit:
        check(score(sheets[fit[0]], view, {}), data, case)
