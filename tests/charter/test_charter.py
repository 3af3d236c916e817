"""The invented charter of a county: a fiscal year from July, amended words, a sheet, an office."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.cli import main

HERE = Path(__file__).parent
COUNTY = pr.load_ruleset(HERE / "county")
ALPHA = yaml.safe_load((HERE / "alpha.yaml").read_text("utf-8"))
ASKED: dict[str, Any] = {"as_of": "2025-07-15", "year": 2025}


def alpha(**more: Any) -> Any:
    return COUNTY.assess({**ALPHA, **more.pop("facts", {})}, **{**ASKED, **more})


def written_out(given: Any) -> Any:
    """What stands in the place of blanks."""
    return {"by": "me", "date": "2025-07-15", "value": 5, "id": "x"} | given


@pytest.mark.parametrize("rule", ["ch-2-s5", "ch-2-s6", "ch-4-s2", "ch-1-s3"])
def test_what_is_to_be_written_settles_what_it_is_said_to(rule):
    """A period of three years, a window over two of them, a base year, a duty of the year before."""
    facts = {"unit": ALPHA["unit"], "records_room": {"set_up_on": "2025-06-01"}}
    before = COUNTY.assess(facts, **ASKED, profile="trial")
    wanted = [f for f in before.next_facts() if rule in f.settles]
    assert before.finding(rule).outcome == "unknown" and wanted
    for fact in wanted:
        for section, statements in fact.written.items():
            told = [s | {k: written_out({})[k] for k, v in s.items() if v == "…"} for s in statements]
            facts[section] = [*facts.get(section, []), *told]
    assert COUNTY.assess(facts, **ASKED, profile="trial").finding(rule).outcome != "unknown"


def test_a_form_that_is_filled_in_is_a_facts_file(tmp_path):
    """Every line of answers, without its mark and with its blanks filled in."""
    file = tmp_path / "form.yaml"
    line = ["form", str(HERE / "county"), "--set", "unit.kind=ward_office", "--set", "unit.has_counter=true"]
    assert main([*line, "--as-of", "2025-07-15", "--year", "2025", "-o", str(file)]) == 0
    text = file.read_text("utf-8")
    assert "{list: committees.members, by: …, date: …}" in text
    assert "{list: officers.courses, for: 2025, by: …, date: …}" in text
    assert "{measure: unresolved, for: 2023, value: …}" in text
    lines = []
    for one in text.splitlines():
        bare = one.replace("# ", "", 1) if re.match(r"(  )?# ([a-z_.]+:( |$)|- \{)", one) else one
        bare = bare.replace("YYYY-MM-DD", "2025-01-06").replace("for_fy: …", "for_fy: 2025")
        bare = re.sub(r"(\w+)(?: \| \w+)+", r"\1", bare.partition("  #")[0])
        lines.append(re.sub(r"(hours|fee|value): …", r"\1: 5", bare).replace("date: …", "date: 2025-07-10"))
    (tmp_path / "filled.yaml").write_text("\n".join(lines).replace("value: …", "value: 5"), "utf-8")
    told = "\n".join(line for line in lines if "measure: " not in line and "rule: " not in line)
    told = told.replace("reported:", "").replace("gradings:", "")
    facts = yaml.safe_load(told)
    assert facts["committees"][0]["members"][0]["gender"] == "f"
    assert len(facts["complete"]) == 12
    COUNTY.bind(pr.load_facts({**facts, "unit": {"id": "x", **facts["unit"]}}))
