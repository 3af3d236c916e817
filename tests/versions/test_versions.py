"""The law in time. The ruleset `market` with an amendment of three clauses, cases by hand in `cases.yaml`."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.engines.session import SessionEngine
from policy_rules.examples import check_examples
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.law_changes_text import law_changes_data, law_changes_html, law_changes_text
from policy_rules.report.pages.site import pages
from policy_rules.results.limbs_finding import JoinedFinding, LimbsFinding
from policy_rules.wording import Language

HERE = Path(__file__).parent
MARKET = pr.load_ruleset(HERE / "market")
CASES = yaml.safe_load((HERE / "cases.yaml").read_text("utf-8"))
PAGE = (HERE.parents[1] / "docs" / "versions.md").read_text("utf-8")
YEARS = {"complaints": [2023, 2024, 2025, 2026], "fairs": [2023, 2024, 2025, 2026]}


def assessed(case: dict[str, Any], engine: str = "reference") -> pr.Assessment:
    given = dict(case["given"])
    lists = given.pop("complete", [])
    unit = {"id": "hall", "kind": "keeper", **given.pop("unit", {})}
    whole = [{"list": n, "for": YEARS[n], "by": "clerk", "date": "2026-12-31"} for n in lists]
    facts = json.loads(json.dumps({"unit": unit, "complete": whole, **given}, default=str))
    found = MARKET.assess(facts, as_of=case["as_of"], year=case.get("year"), engine=engine)
    return found.what_if(case["set"]).after if "set" in case else found


def possible(told: str | list[str]) -> list[str]:
    return [told] if isinstance(told, str) else told


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case: dict[str, Any], engine: str) -> None:
    finding = assessed(case, engine).finding(case["rule"])
    assert list(finding.possible) == possible(case["expect"])
    told = finding.told
    if "readings" in case:
        assert isinstance(told, JoinedFinding)
        assert {name: list(part.possible) for name, part in told.parts} == {
            name: possible(expected) for name, expected in case["readings"].items()
        }
        return
    held = dict(told.limbs) if isinstance(told, LimbsFinding) else {}
    assert {name: list(found.possible) for name, found in held.items()} == {
        name: possible(told) for name, told in case["versions"].items()
    }


@pytest.mark.parametrize("case", [c for c in CASES if "reason" in c], ids=lambda case: case["why"])
def test_why_nothing_applies(case: dict[str, Any]) -> None:
    finding = assessed(case).finding(case["rule"])
    assert FindingLines(MARKET.model, "en").reason(finding) == case["reason"]


@pytest.mark.parametrize("engine", [None, SessionEngine(), ColumnarEngine()])
def test_its_examples_come_out_as_told(engine: Any) -> None:
    report = check_examples(MARKET, engine)
    assert not report.faults
    assert report.count == sum(len(rule.examples) for rule in MARKET)


def test_a_session_follows_the_day() -> None:
    with MARKET.session(as_of=datetime.date(2024, 11, 15)) as session:
        session.assert_fact("hall", "unit.kind", "keeper")
        session.assert_fact("hall", "prices.published_on", "2025-02-01")
        assert session.outcomes("hall")["prices"] == (3, 3)
        session.set_day(datetime.date(2025, 3, 1))
        assert session.outcomes("hall")["prices"] == (4, 4)


def test_reports_name_the_version() -> None:
    case = next(c for c in CASES if c["why"].startswith("one by each version"))
    found = assessed(case)
    english, chinese = (found.finding("complaints").explain(lang) for lang in ("en", "zh"))  # type: ignore[arg-type]
    assert "- as first made: satisfied" in english and "- from 2024-07-01 (am-1): violated" in english
    assert "“a complaint shall be answered within five days”" in english
    assert "- 自2024-07-01起 (am-1): 不达标" in chinese
    data = next(f for f in found.to_dict()["findings"] if f["rule"] == "complaints")
    told = [(v["version"], v["by"], v["outcome"]) for v in data["versions"]]
    assert told == [("first", None, "satisfied"), ("2024-07-01", "am-1", "violated")]
    suspended = assessed(next(c for c in CASES if c["why"].startswith("suspended")))
    assert "nothing is in force" in suspended.finding("fairs").explain("en")
    page = "".join(pages(MARKET.model, MARKET.program).values())
    assert "from 2024-07-01 (am-3, suspended)" in page and "P5D" in page


def test_where_a_document_ended_and_no_words_changed_no_version_is_named(tmp_path: Path) -> None:
    shutil.copytree(HERE / "market", tmp_path / "market")
    file = tmp_path / "market" / "ruleset.yaml"
    file.write_text(file.read_text("utf-8").replace(", continues: [stalls]", ""), "utf-8")
    text = tmp_path / "market/ordinance/4-stalls.yaml"
    text.write_text(text.read_text("utf-8").replace("as_of: 2026-02-01", "as_of: 2025-02-01"), "utf-8")
    given = {"unit": {"id": "hall", "kind": "keeper"}, "stalls": {"numbered": False}}
    finding = pr.load_ruleset(tmp_path / "market").assess(given, as_of="2025-06-01").finding("stalls")
    assert finding.outcome == "violated" and finding.rule.versions
    named_in: dict[Language, str] = {"en": "as first made", "zh": "最初文本"}
    for language, named in named_in.items():
        told = list(FindingLines(finding.model, language).lines(finding))
        assert named not in "".join(told) and len(told) > 1


def test_a_version_from_a_day_that_a_parameter_says_is_called_as_the_parameter(tmp_path: Path) -> None:
    shutil.copytree(HERE / "market", tmp_path / "market")
    text = tmp_path / "market/ordinance/3-fairs.yaml"
    text.write_text(text.read_text("utf-8").replace("from: 2025-07-01", "from: parameters.resumed"), "utf-8")
    with (tmp_path / "market" / "parameters.yaml").open("a", encoding="utf-8") as file:
        days = '[@"2025-01-01"..@"2025-12-01"]'
        file.write("resumed: {question: Q2, zh: 恢复施行之日, en: the day of resumption, type: date, ")
        file.write(f"range: '{days}', values: {{}}}}\n")
    ruleset = pr.load_ruleset(tmp_path / "market")
    finding = ruleset.assess(
        {"unit": {"id": "hall", "kind": "keeper"}}, as_of="2025-06-01", year=2025
    ).finding("fairs")
    assert "- from the day of resumption (am-3): " in finding.explain("en")
    assert "恢复施行之日" in finding.explain("zh")
    assert "parameters." not in finding.explain("en") + finding.explain("zh")
    page = "".join(pages(ruleset.model, ruleset.program).values())
    assert "from the day of resumption (am-3)" in page


def test_a_version_that_begins_when_its_document_has_ended_is_told_where_it_stands(tmp_path: Path) -> None:
    """The end stands in ruleset.yaml; what is to be changed is the version."""
    shutil.copytree(HERE / "market", tmp_path / "market")
    text = tmp_path / "market/ordinance/3-fairs.yaml"
    text.write_text(text.read_text("utf-8").replace("from: 2025-07-01", "from: 2026-01-01"), "utf-8")
    with pytest.raises(pr.RulesetError) as told:
        pr.load_ruleset(tmp_path / "market")
    assert str(told.value).replace(str(tmp_path), "") == ENDED


def test_what_perhaps_no_version_holds_for_is_told_so() -> None:
    """The day of the complaint leaves open which version it is of; each comes to what is not sure."""
    days = {"one_of": ["2024-06-30", "2024-07-01"]}
    told = {"complaints": [{"id": "a", "received_on": days, "answered_on": "2024-07-31"}]}
    case = {"as_of": "2024-12-31", "given": {**told, "complete": ["complaints"]}}
    finding = assessed(case).finding("complaints")
    assert finding.outcome == "unknown"  # though each day would come to violated
    doubt = "instances: 1 violated (of 1 it is open whether it counts here)"
    assert finding.explain("en").count(doubt) == 2
    assert "逐项: 1 不达标（其中1项是否计入未定）" in finding.explain("zh")
    told["complaints"][0]["answered_on"] = {"one_of": ["2024-07-05", "2024-07-31"]}
    open_ = assessed(case).finding("complaints")
    assert "instances: 1 unknown\n" in open_.explain("en")
    surely = {"complaints": [{"id": "a", "received_on": "2024-07-01", "answered_on": "2024-07-31"}]}
    assert "(of 1" not in assessed({**case, "given": surely}).finding("complaints").explain("en")


ENDED = """\
/market/ordinance/3-fairs.yaml:13:26: the version of 2026-01-01 of `fairs` begins when `ordinance` is out of \
force (2026-01-01)
  hint: leave the version out, or name `fairs` under `continues` of `successor`"""
DIFFS = [
    ("2024-06-30", "2024-07-01", {"complaints", "prices", "fairs", "lights", "am-1", "am-2", "am-3", "am-5"}),
    ("2024-07-01", "2025-06-30", set()),
    ("2025-06-30", "2025-07-01", {"fairs"}),
    ("2025-12-31", "2026-01-01", {"complaints", "prices", "fairs", "lights", "su-1"}),
]


@pytest.mark.parametrize(("before", "after", "rules"), DIFFS)
def test_two_days_side_by_side(before: str, after: str, rules: set[str], capsys: Any) -> None:
    days = (datetime.date.fromisoformat(d) for d in (before, after))
    assert {change.rule for change in MARKET.law_changes(*days).rules} == rules
    assert main(["diff", str(HERE / "market"), before, after, "--json"]) == 0
    assert {change["rule"] for change in json.loads(capsys.readouterr().out)["rules"]} == rules


FIRST = "as first made"
PERHAPS = f"{FIRST} (perhaps not yet in force)"
STARTS = [
    # values of the start of force; days; what is said of a rule of the ordinance, "" where nothing is
    ("{}", "2022-06-30", "2026-06-01", f"not yet in force → {FIRST}"),
    ("{}", "2022-06-30", "2023-01-15", f"not yet in force → {PERHAPS}"),
    ("{}", "2023-01-15", "2026-06-01", f"{PERHAPS} → {FIRST}"),
    ("{}", "2023-01-15", "2023-02-15", f"{PERHAPS} → {PERHAPS}"),
    ("{}", "2023-01-15", "2023-01-15", ""),
    ("{}", "2021-01-01", "2022-12-31", ""),
    ("{}", "2023-03-01", "2026-06-01", ""),
    ("{2023-01-20: 2023-02-01}", "2023-01-31", "2023-02-01", f"not yet in force → {FIRST}"),
    ("{2023-02-01: 2023-02-01}", "2022-06-30", "2026-06-01", f"not yet in force → {FIRST}"),
    ("{2023-02-01: 2023-02-01}", "2023-02-01", "2026-06-01", ""),
]


@pytest.mark.parametrize(("value", "before", "after", "said"), STARTS)
def test_a_start_of_force_that_is_a_parameter_is_looked_up(
    value: str, before: str, after: str, said: str, tmp_path: Path
) -> None:
    shutil.copytree(HERE / "market", tmp_path / "market")
    header = tmp_path / "market" / "ruleset.yaml"
    header.write_text(
        header.read_text("utf-8").replace("in_force: 2023-01-01", "in_force: parameters.begins"), "utf-8"
    )
    with (tmp_path / "market" / "parameters.yaml").open("a", encoding="utf-8") as file:
        days = '[@"2023-01-01"..@"2023-03-01"]'
        file.write(f"begins: {{question: Q2, zh: 施行日, en: start of force, type: date, range: '{days}', ")
        file.write(f"values: {value}}}\n")
    changes = pr.load_ruleset(tmp_path / "market").law_changes(before, after)
    told = [line for line in law_changes_text(changes, "en").splitlines() if line.startswith("stalls: ")]
    assert told == ([f"stalls: {said}"] if said else [])
    one = next((rule for rule in law_changes_data(changes)["rules"] if rule["rule"] == "stalls"), None)
    was, now = said.split(" → ") if said else ("", "")
    none = {"version": None, "by": None, "status": None}
    assert one == (
        {
            "rule": "stalls",
            "before": [] if was.startswith("not") else [none],
            "after": [] if now.startswith("not") else [none],
            "before_perhaps_none": was == PERHAPS,
            "after_perhaps_none": now == PERHAPS,
        }
        if said
        else None
    )
    assert ("是否已施行未定" in law_changes_text(changes, "zh")) == ("perhaps" in said)
    assert ("perhaps" in law_changes_html(changes, "en")) == ("perhaps" in said)


def test_two_days_of_a_unit(tmp_path: Path, capsys: Any) -> None:
    facts = tmp_path / "hall.yaml"
    facts.write_text("unit: {id: hall, kind: keeper}\nprices: {published_on: null}\n", "utf-8")
    days = ["2024-12-31", "2025-01-01", "--lang", "en"]
    assert main(["diff", str(HERE / "market"), *days, "--facts", str(facts)]) == 0
    told = capsys.readouterr().out
    assert "the same law holds for both days" in told
    assert re.search(r"prices.*pending.*violated", told)


def test_a_due_day_may_begin_with_a_day_and_read_the_record(tmp_path: Path) -> None:
    shutil.copytree(HERE / "market", tmp_path / "market")
    file = tmp_path / "market" / "ordinance" / "1-complaints.yaml"
    said = 'due: \'@"2024-01-11" + (c.received_on - @"2024-01-01")\''
    file.write_text(file.read_text("utf-8").replace('due: c.received_on + @"P10D"', said), "utf-8")
    ruleset = pr.load_ruleset(tmp_path / "market")
    assert not check_examples(ruleset, only="complaints").faults


def test_a_day_worked_out_from_facts_chooses_no_version(tmp_path: Path) -> None:
    shutil.copytree(HERE / "market", tmp_path / "market")
    file = tmp_path / "market" / "ordinance" / "2-prices.yaml"
    computed = file.read_text("utf-8").replace("due: 2024-10-31", "due: max(complaints.received_on)")
    computed = computed.replace("        due: 2024-12-31\n", "")
    file.write_text(computed, "utf-8")
    with pytest.raises(pr.RulesetError) as told:
        pr.load_ruleset(tmp_path / "market")
    assert "by a day worked out from facts no version can be chosen" in str(told.value)
    assert "write `version_on`" in str(told.value)
    file.write_text(computed.replace("    requires", "    version_on: 2024-08-01\n    requires"), "utf-8")
    assert pr.load_ruleset(tmp_path / "market")


def test_the_rules_of_the_page_are_those_of_the_market() -> None:
    written = {}
    for file in sorted((HERE / "market").glob("*/*.yaml")):
        if file.parent.name != "vocabulary":
            read = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
            written |= {rule["id"]: rule for rule in read["rules"]}
    documents = yaml.load((HERE / "market" / "ruleset.yaml").read_text("utf-8"), yaml.BaseLoader)["documents"]
    blocks = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    shown = [yaml.load(block, yaml.BaseLoader) for block in blocks]
    assert [block["documents"] for block in shown if isinstance(block, dict)] == [documents]
    rules = [rule for block in shown if isinstance(block, list) for rule in block]
    assert len(rules) == 2
    for rule in rules:
        assert rule == {key: value for key, value in written[rule["id"]].items() if key != "examples"}


CONSEQUENCES = [
    # the rule made a consequence; what is told of the stalls; day, year; what follows
    ("prices", {"numbered": False}, "2024-11-15", 2024, "certain"),
    ("prices", {"numbered": True}, "2024-11-15", 2024, "excluded"),
    ("prices", {}, "2024-11-15", 2024, "possible"),
    ("prices", {"numbered": False}, "2026-06-01", 2026, "certain"),
    ("fairs", {"numbered": False}, "2025-03-01", 2024, "excluded"),
    ("fairs", {"numbered": False}, "2026-03-01", 2025, "certain"),
    ("complaints", {"numbered": False}, "2024-08-01", 2024, "excluded"),
]


@pytest.mark.parametrize(("rule", "stalls", "day", "year", "follows"), CONSEQUENCES)
def test_a_consequence_with_versions(
    rule: str, stalls: dict[str, Any], day: str, year: int, follows: str, tmp_path: Path
) -> None:
    root = tmp_path / "market"
    shutil.copytree(HERE / "market", root)
    file = next(root.glob(f"ordinance/*-{rule}.yaml"))
    made = "bearer: keeper\n    kind: consequence\n    applies: not(stalls.numbered)"
    file.write_text(file.read_text("utf-8").replace("bearer: keeper", made), "utf-8")
    market, as_of = pr.load_ruleset(root), datetime.date.fromisoformat(day)
    whole = [{"list": "complaints", "for": [2024], "by": "clerk", "date": "2026-12-31"}]
    facts = {"unit": {"id": "hall", "kind": "keeper"}, "stalls": stalls, "complete": whole}
    found = market.assess(facts, as_of=as_of, year=year)
    assert [(c.rule, c.status) for c in found.consequences] == [(rule, follows)]
    with market.session(as_of=as_of, year=year) as session:
        session.load(facts)
        assert session.consequences("hall") == {rule: follows}
        session.change_fact("hall", "unit.kind", "visitor")
        assert not session.consequences("hall")
