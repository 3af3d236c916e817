"""The invented charter of a county: a fiscal year from July, amended words, a sheet, an office."""

from __future__ import annotations

import pickle
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.results import next_facts
from policy_rules.results.fragments import fragment

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


def test_what_is_to_be_written_is_made_when_it_is_looked_at(monkeypatch):
    """A list of what to find out is long, and few look at how its end is told; a copy tells the same."""
    made: list[str] = []

    def counted(name: str, *about: Any) -> Any:
        made.append(name)
        return fragment(name, *about)

    monkeypatch.setattr(next_facts, "fragment", counted)
    fact = next(f for f in alpha().next_facts() if "." in f.name)
    assert made == []
    assert pickle.loads(pickle.dumps(fact)).written == fact.written != {}
    assert made == [fact.name] * 2 and fact.written is fact.written


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


def written(command: str, *more: str) -> list[str]:
    """The words of a command about the county's units."""
    rest = ["--ruleset", str(HERE / "county"), "--as-of", "2025-07-15", "--year", "2025"]
    return [*command.split(), *more, *rest]


def test_a_figure_of_another_year_is_named_with_it(capsys):
    assert main(written("explain ch-4-s2", str(HERE / "alpha.yaml"))) == 0
    told = capsys.readouterr().out
    assert "unresolved complaints is at most unresolved complaints (2023): no" in told
    assert "unresolved complaints (2023): 5" in told


def test_a_parameter_of_a_sheet_is_told_by_its_name_and_question(capsys):
    assert main(written("score", str(HERE / "alpha.yaml"))) == 0
    assert "weight of the field part [S1]" in capsys.readouterr().out
    assert main(written("rank", str(HERE / "alpha.yaml"), "--lang", "zh")) == 0
    assert "现场权重" in capsys.readouterr().out


def test_what_several_persons_gave_is_told_of_each(capsys):
    assert main(written("score", str(HERE / "alpha.yaml"))) == 0
    told = capsys.readouterr().out
    assert "visit_points = 15 (by A. Otieno" in told and "visit_points = 16 (by B. Achieng" in told


def test_an_approval_gives_a_grade_by_its_label():
    approval = {"id": "a", "kind": "approval", "grade": "良", "date": "2025-07-14", "by": "x", "reason": "y"}
    assert alpha(facts={"corrections": [approval]}).score.grade == {"good"}


def office(document: str, **more: Any) -> str:
    executive = {"unit": {"id": "exec", "kind": "executive"}}
    late = [
        {"id": f"q{n}", "received_on": "2024-10-08", "acknowledged_on": "2024-10-18", "refused": False}
        for n in range(5)
    ]
    facts = {**ALPHA, "requests": [*ALPHA["requests"], *late], **more}
    year = pr.office_of(COUNTY.assess_population([facts, executive], **ASKED, profile="trial"))
    return str(year.document(document, unit="alpha").to_text("en"))


def test_a_letter_tells_records_of_rules_with_versions():
    told = office("before/due")
    assert re.search(r"2024-10-14 +-\d+ +alpha +ward office +ch-1-s1 +Requests acknowledged +r2 ", told)
    assert re.search(r"2025-02-05 +-\d+ +alpha +ward office +ch-1-s1 +Requests acknowledged +r3 ", told)


def test_a_letter_tells_of_caps_and_of_the_grade_of_an_approval():
    approval = {"id": "a", "kind": "approval", "grade": "good", "value": 72, "date": "2025-07-14"}
    told = office("after/result", corrections=[{**approval, "by": "x", "reason": "y"}])
    assert "cap of the group: +2" in told and "cap of the group: +4" in told
    assert "= 72, good" in told


def test_a_letter_tells_a_list_that_is_whole_for_a_part_of_the_time():
    complete = [s for s in ALPHA["complete"] if s["list"] != "complaints"]
    told = office("before/due", complete=complete)
    assert "nobody said that the list of complaints is whole: alpha" in told
    whole = {"list": "complaints", "for": "all", "by": "x", "date": "2025-07-01"}
    told = office("before/due", complete=[*complete, whole])
    assert "the list of complaints was said to be whole for a part of the time only: alpha" in told


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    assert main(["docs", str(HERE / "county"), "-o", str(folder)]) == 0
    return {p.name: re.sub(r"<[^>]+>", "", p.read_text("utf-8")) for p in folder.glob("*.html")}


def test_the_site_tells_all_readings_and_versions(site):
    targets = site["charter-4-targets.html"]
    assert "short_rains: 2024-09-30; long_rains: 2025-02-28" in targets
    assert "published on is on or before the due day" in targets
    assert "own revenue is at least own revenue (1 year before) × 1.05" in targets
    assert "2025-02-28 / 2024-09-30" in site["deadlines.html"]
    assert "3 working days after received on / 2 working days after received on" in site["deadlines.html"]
    assert "P1Y from 07-01" in targets
    requests = site["charter-1-requests.html"]
    assert "version" in requests and "within two working days of receiving it" in requests
    assert "in force from 2022-07-01" in site["index.html"]


def test_the_site_tells_caps_and_what_counts(site):
    sheet = site["sheet-offices-2025.html"]
    assert "groups: {late: {at_most: 12}}" in sheet and "counts: false" in sheet
    assert re.search(r"points of its items\s*100\b", sheet) and "weight of the field part [S1]" in sheet
    assert "share of complaints closed in the year (published figure)" not in site["unit-ward.html"]


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0 and capsys.readouterr().out == f"policy-rules {pr.__version__}\n"


@pytest.mark.parametrize(
    ("said", "slip", "told"),
    [
        ("each: ch-5-s3", "each: ch-5-s4", "`ch-5-s4` is no consequence"),
        ("rules: [ch-5-s3]}", "rules: [ch-5-s4]}", "`ch-5-s4` is no consequence"),
        ("clocks: [ch-1-s3]", "clocks: [ch-1-s1]", "`ch-1-s1` goes through no records of `complaints`"),
    ],
)
def test_what_an_office_could_never_show_is_refused(tmp_path, said, slip, told):
    folder = tmp_path / "county"
    shutil.copytree(HERE / "county", folder)
    file = folder / "office.yaml"
    text = file.read_text("utf-8")
    assert said in text
    file.write_text(text.replace(said, slip), "utf-8")
    with pytest.raises(pr.RulesetError) as error:
        pr.load_ruleset(folder)
    assert told in str(error.value)
