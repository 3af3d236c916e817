"""The tables of `docs/henan-published-facts.md` say what the fact files hold and what comes of them."""

import datetime
import re
from pathlib import Path

import pytest
import yaml

from policy_rules import Ruleset
from policy_rules.ruleset.profile import set_parameters

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
AS_OF = datetime.date(2026, 6, 30)


def table(title):
    """The rows of the table below a heading, each by its column."""
    page = (ROOT / "docs/henan-published-facts.md").read_text("utf-8")
    lines = [
        line for line in page.split(f"\n## {title}\n")[1].split("\n## ")[0].splitlines() if line[:1] == "|"
    ]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


FACTS, RULES = table("The facts"), table("The rules")
KEPT = [row for row in FACTS if row["file"] != "left out"]
FED = [row for row in FACTS if row["rule"] != "none"]


@pytest.fixture(scope="module")
def files():
    return {p.name: yaml.safe_load(p.read_text("utf-8")) for p in EXAMPLES.glob("*.yaml")}


@pytest.fixture(scope="module")
def assessed(henan):
    """The assessments already made, of a file or of its unit alone."""
    made = {}

    def assess(name, year, facts=None):
        key = name, year, facts is None
        if key not in made:
            made[key] = henan.assess(facts or EXAMPLES / name, as_of=AS_OF, year=year)
        return made[key]

    return assess


def test_the_totals_are_those_of_the_tables():
    totals = {row["what"]: row["n"] for row in totals_of()}
    assert totals["facts"] == len(FACTS) == 43
    assert totals["that feed a rule"] == len(FED)
    assert totals["kept as a figure that no rule reads"] == len(KEPT) - len(FED)
    assert totals["left out"] == len(FACTS) - len(KEPT)
    assert totals["rules that some published fact feeds"] == len({row["rule"] for row in RULES})
    for outcome in ("satisfied", "violated"):
        assert totals[f"of these settled as {outcome}"] == len(settled(outcome, "settles"))
    assert totals["of these settled as not applicable, by a grade"] == len(
        settled("not_applicable", "settles")
    )
    assert totals["satisfied if one open question is answered"] == len(settled("satisfied", "settles then"))


def totals_of():
    page = (ROOT / "docs/henan-published-facts.md").read_text("utf-8")
    part = page.split("\n## The result\n")[1].split("\n**")[0]
    return [
        {"what": m[1], "n": int(m[2])} for m in re.finditer(r"^\| (.+?) \| (\d+) \|$", part, re.MULTILINE)
    ]


def settled(outcome, column):
    return {row["rule"] for row in RULES if row[column] == outcome}


@pytest.mark.parametrize("row", KEPT, ids=lambda r: f"{r['unit']}-{r['year']}-{r['what']}")
def test_a_fact_that_is_kept_stands_in_its_file_with_words_and_address(files, row):
    facts = files[row["file"]]
    sources = {k: s for k, s in facts["sources"].items() if s["url"] == row["address"].strip("<>")}
    source = next(k for k, s in sources.items() if s["quote"] == row["words"])
    fed = [word for word in re.split(r"[,;] ", row["fed by, or why not"]) if re.fullmatch(r"[a-z_]+", word)]
    assert fed
    for name in fed:
        found = [
            *(r for r in facts.get("reported", ()) if r["measure"] == name),
            *facts.get(name, ()),
        ]
        assert any(r["source"] == source for r in found), name


@pytest.mark.parametrize("row", FED, ids=lambda r: f"{r['unit']}-{r['year']}-{r['what']}")
def test_each_rule_that_a_fact_feeds_is_in_the_second_table(row):
    listed = {(r["rule"], r["file"]) for r in RULES}
    assert {(rule, row["file"]) for rule in row["rule"].split(", ")} <= listed


def test_a_fact_that_feeds_none_says_why():
    reasons = {row["what"]: row["fed by, or why not"] for row in FACTS if row["rule"] == "none"}
    assert [what for what, reason in reasons.items() if len(reason.split()) < 4] == []


@pytest.mark.parametrize("row", RULES, ids=lambda r: f"{r['rule']}-{r['file']}-{r['year']}")
def test_a_rule_comes_out_as_told(henan, assessed, row):
    finding = assessed(row["file"], int(row["year"])).finding(row["rule"])
    assert finding.outcome == row["settles"]
    if row["if set"] == "—":
        assert row["settles then"] == "—"
        return
    name, value = row["if set"].split(": ")
    model, faults = set_parameters(henan.model, {name: value}, row["rule"])
    assert not faults
    told = Ruleset(model, henan.program).assess(EXAMPLES / row["file"], as_of=AS_OF, year=int(row["year"]))
    assert told.finding(row["rule"]).outcome == row["settles then"]


@pytest.mark.parametrize("name", sorted({row["file"] for row in KEPT}))
def test_the_facts_of_a_file_settle_what_is_told_and_nothing_else(henan, files, assessed, name):
    for year in sorted({int(r["year"]) for r in (*KEPT, *RULES) if r["file"] == name}):
        with_facts = assessed(name, year)
        without = assessed(name, year, {"unit": files[name]["unit"]})
        for rule in henan.rules:
            outcome = with_facts.finding(rule).outcome
            told = {
                r["settles"] for r in RULES if (r["rule"], r["file"], r["year"]) == (rule, name, str(year))
            }
            assert outcome not in ("satisfied", "violated") or outcome in told, rule
            if outcome != without.finding(rule).outcome:
                assert told == {outcome}, (rule, year)


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_a_city_s_file_of_one_year_says_what_its_file_of_all_years_says(files, year):
    one, all_ = files[f"nanyang-{year}.yaml"], files["nanyang.yaml"]
    assert one["unit"] == all_["unit"]
    assert all(fact in all_["reported"] for fact in one["reported"])
    assert all(all_["sources"][key] == source for key, source in one["sources"].items())
