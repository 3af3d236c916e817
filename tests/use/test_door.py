"""Every public door: what it refuses, by the library's own errors with what to do, and what it takes."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.policy import Ruleset
from policy_rules.results.assessment import Assessment

HERE = Path(__file__).parent
NAMES_OF = {"np": "numpy", "pd": "pandas"}
REFUSED = yaml.safe_load((HERE / "door/refused.yaml").read_text("utf-8"))

TAKEN = yaml.safe_load((HERE / "door/taken.yaml").read_text("utf-8"))


class Told:
    """An object that cannot say what it is."""

    def __repr__(self) -> str:
        raise RuntimeError("no words")


def towns(folder: Path, more: str = "") -> Ruleset:
    """The ruleset of towns with a profile."""
    shutil.copytree(HERE / "towns", folder)
    (folder / "profiles").mkdir()
    (folder / "profiles/generos.yaml").write_text("organs_counted: all\n", "utf-8")
    organs = folder / "charter/1-organs.yaml"
    organs.write_text(organs.read_text("utf-8") + more, "utf-8")
    return pr.load_ruleset(folder)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    ruleset = towns(tmp_path_factory.mktemp("door") / "towns")
    facts = {"unit": {"id": "t", "kind": "council", "level": "town"}, "opening": {"hours": 18}}
    day = dt.date(2025, 3, 1)
    session = ruleset.session(as_of=day)
    session.load(facts)
    return {
        "pr": pr,
        "dt": dt,
        "R": ruleset,
        "OTHER": towns(tmp_path_factory.mktemp("door") / "towns", "# another\n"),
        "F": facts,
        "A": ruleset.assess(facts, as_of=day),
        "P": ruleset.assess_population(facts, as_of=day),
        "S": session,
        "D": day,
        "TOLD": Told(),
        "UNKNOWN": pr.UNKNOWN,
        "nan": float("nan"),
        "T": lambda **sections: {"unit": facts["unit"], **sections},
        "Decimal": Decimal,
        **{name: import_module(home) for name, home in NAMES_OF.items() if find_spec(home)},
    }


def value_of(call: str, needs: str, names: dict[str, Any]) -> Any:
    if needs:
        pytest.importorskip(needs)
    return eval(call, dict(names))


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["call"][:60])
def test_refused(names: dict[str, Any], case: dict[str, str]) -> None:
    with pytest.raises(pr.PolicyRulesError) as caught:
        value_of(case["call"], case.get("needs", ""), names)
    assert isinstance(caught.value, getattr(pr, case["error"])), caught.value
    told = caught.value.faults
    assert any(case["says"] in fault.what for fault in told), caught.value
    assert any(case["hint"] in fault.hint for fault in told), caught.value


def compared(found: Any) -> Any:
    """What two results have to share, to be the same."""
    if isinstance(found, Assessment):
        return found.as_of, found.year, found.asked.known_by, [(f.rule.id, f.lo, f.hi) for f in found]
    return (found.as_of, found.year, found.table()) if isinstance(found, pr.Population) else found


@pytest.mark.parametrize("case", TAKEN, ids=lambda case: case["call"][:60])
def test_taken_for_what_it_is(names: dict[str, Any], case: dict[str, str]) -> None:
    found = value_of(case["call"], case.get("needs", ""), names)
    assert compared(found) == compared(eval(case["same"], dict(names)))
