"""What the vocabulary redacts counts and is told nowhere: tokens stand in the facts, and in no output.

`staff-facts.yaml` has a token in each value of a redacted attribute; whatever the library says of it, prints
of it or refuses in it is searched for them.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

import policy_rules as pr
from handed.test_handed import unpacked
from policy_rules.cli import main
from policy_rules.facts.plain_data import facts_data
from policy_rules.journal import Journal
from policy_rules.replay import record_of, replay
from policy_rules.wording import LANGUAGES

HERE = Path(__file__).parent
STAFF, FACTS = HERE / "staff", HERE / "staff-facts.yaml"
TOKEN = re.compile("HIDDEN|7717|1877|2077|tainted|丙等|[0-9]{3}(?:4343|4342)")
ASKED = ["--ruleset", str(STAFF), "--as-of", "2026-03-31", "--year", "2025"]
PLAIN = yaml.safe_load(FACTS.read_text("utf-8"))


@pytest.fixture(scope="module")
def ruleset():
    return pr.load_ruleset(STAFF)


@pytest.fixture(scope="module")
def assessed(ruleset):
    return ruleset.assess(pr.load_facts(FACTS), as_of="2026-03-31", year=2025, sheet="staff-2025")


def leaked(text: str) -> list[str]:
    return [text[max(0, m.start() - 60) : m.end() + 20] for m in TOKEN.finditer(text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_value_is_in_what_python_gives(assessed, language) -> None:
    assert {f.rule.id: f.outcome for f in assessed} == {
        **dict.fromkeys(("of-age", "first", "young", "paid"), "violated"),
        "named": "satisfied",
        "retire": "unknown",
    }
    other = {"head.pay": 77179, "officers[o1].age": 77178, "officers[o4]": {"age": 77177}}
    changed = assessed.what_if(other)
    told = [
        assessed.to_html(language),
        assessed._repr_html_(),
        json.dumps(assessed.to_dict(), ensure_ascii=False),
        changed.render(language, full=True) + changed.to_html(language),
        json.dumps(changed.to_dict(), ensure_ascii=False) + repr(changed.why),
        repr(assessed.notes) + repr(assessed.differing) + repr(tuple(assessed.next_facts())),
    ]
    for finding in assessed:
        told += [
            finding.explain(language),
            repr([fact.value for fact in finding.facts]),
            repr([(i.id, i.due) for i in finding.instances]),
            repr([(m.left, m.right, m.margin) for m in finding.measured]),
        ]
    for text in told:
        assert not leaked(text)
    words = {"zh": "（不示）", "en": "withheld"}[language]
    assert words in assessed.finding("first").explain(language)
    assert '"withheld": true' in json.dumps(assessed.to_dict())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "words",
    [
        ["assess", "--full"],
        ["assess"],
        ["score", "--sheet", "staff-2025", "--full"],
        ["next"],
        ["rank", "--sheet", "staff-2025"],
        ["whatif", "--set", "head.pay=77179", "--set", "head.name=HIDDEN nine"],
        *(["assess", "--format", form] for form in ("json", "sarif", "junit", "csv")),
        *(["explain", rule] for rule in ("of-age", "retire", "named", "first", "young", "paid")),
    ],
    ids=" ".join,
)
def test_no_value_is_in_what_commands_print(words, language, capsys) -> None:
    first, rest = (words[:2], words[2:]) if words[0] == "explain" else (words[:1], words[1:])
    assert main([*first, str(FACTS), *ASKED, *rest, "--lang", language]) == 0
    assert not leaked(capsys.readouterr().out)


def test_no_value_is_in_what_is_written(tmp_path, capsys) -> None:
    for ending in (".html", ".json", ".txt", ".csv", ".xlsx", ".sarif", ".xml"):
        file = tmp_path / f"report{ending}"
        assert main(["assess", str(FACTS), *ASKED, "--sheet", "staff-2025", "-o", str(file)]) == 0
        assert not leaked(unpacked(file.read_bytes())), ending
    assert main(["diff", str(STAFF), "2025-01-01", "2026-01-01", "--facts", str(FACTS)]) == 0
    assert not leaked(capsys.readouterr().out)


def test_of_two_files_that_differ_it_is_told_that_they_do(tmp_path, capsys) -> None:
    other = {**PLAIN, "head": {**PLAIN["head"], "pay": 771799, "name": "HIDDEN other"}}
    other["unit"] = {**PLAIN["unit"], "name": "The other office"}
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(other, allow_unicode=True), "utf-8")
    both = [str(FACTS), str(tmp_path / "other.yaml")]
    assert main(["merge", *both, "--ruleset", str(STAFF)]) == 2
    assert not leaked(capsys.readouterr().err)
    other["unit"] = PLAIN["unit"]
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(other, allow_unicode=True), "utf-8")
    words = ["--ruleset", str(STAFF), "--lang", "zh", "-o", str(tmp_path / "m.yaml")]
    assert main(["merge", *both, *words]) == 0
    told = capsys.readouterr().out
    assert "姓名" in told
    assert not leaked(told)
    assert leaked((tmp_path / "m.yaml").read_text("utf-8"))  # it is facts again, for whoever holds them


WRONG = [
    ("officers: [{id: o1, age: HIDDEN}]", "officers.age"),
    ("officers: [{id: o1, age: -77171}]", "officers.age"),
    ("officers: [{id: o1, age: {at_least: 77173, at_most: 77172}}]", "officers.age"),
    ("officers: [{id: o1, age: {told: [{value: HIDDEN, source: x}]}}]", "officers.age"),
    ("officers: [{id: o1, age: [77171, 77172]}]", "officers.age"),
    ("officers: [{id: o1, retires_on: 1877-13-45}]", "officers.retires_on"),
    ("officers: [{id: o1, age: {2025: 77171}}]", "officers.age"),
    ("head: {rank: tainted_rang}", "head.rank"),
    ("head: {steady: HIDDEN}", "head.steady"),
    ("head: {pay: {2024: HIDDEN, 2025: 77171}}", "head.pay"),
    ("head: {pay: {2024: 77171, 2025-01-01: 77172}}", "head.pay"),
    ("head: {pay: {2024-99-99: 77171}}", "head.pay"),
    ("head: {name: {value: HIDDEN, sours: x}}", "head.name"),
    ("head: {name: HIDDEN, pey: 77171}", "`pey`"),
    ("officers: [{id: o1, age: 77171, nme: HIDDEN}]", "`nme`"),
    ("budget: {money: x} # HIDDEN", "budget.money"),
    ("head: {name: HIDDEN, pay: [", "page"),
]


@pytest.mark.parametrize(("facts", "names"), WRONG)
def test_no_value_is_in_what_is_refused(facts, names, tmp_path, capsys) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(f"unit: {{id: office}}\n{facts}\n", "utf-8")
    for words in (["assess", str(file), *ASKED], ["form", str(STAFF), "--check", str(file)]):
        assert main(words) == 2
        printed = capsys.readouterr()
        assert not leaked(printed.err + printed.out)
        assert "facts.yaml:2" in printed.err + printed.out or names == "page"
        assert names in printed.err + printed.out or names == "page"


def test_no_value_is_in_what_a_session_a_trial_or_a_journal_refuses(ruleset, assessed, tmp_path) -> None:
    asked: list[tuple[str, object]] = [
        ("head.pay", "HIDDEN"),
        ("head.rank", "tainted_rang"),
        ("officers[o1].age", "77171x"),
    ]
    asked += [("officers[o1].age", b"HIDDEN"), ("head.pay", {"value": "HIDDEN"}), ("head.name", object())]
    with ruleset.session(as_of="2026-03-31") as session:
        session.load(PLAIN)
        for path, value in asked:
            with pytest.raises(pr.PolicyRulesError) as found:
                session.change_fact("office", path, value)
            assert not leaked(str(found.value)), path
            with pytest.raises(pr.PolicyRulesError) as found:
                assessed.what_if({path: value})
            assert not leaked(str(found.value)), path
    with Journal(tmp_path / "journal.db", ruleset) as journal:
        now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
        journal.load(PLAIN, at=now)
        for path, value in asked:
            if isinstance(value, str | dict):
                with pytest.raises(pr.PolicyRulesError) as found:
                    journal.change_fact("office", path, value, at=now)
                assert not leaked(str(found.value)), path


def test_a_record_keeps_a_digest_and_is_replayed_with_the_facts(assessed, tmp_path, capsys) -> None:
    record = record_of(assessed)
    assert not leaked(json.dumps(record, ensure_ascii=False))
    assert record["facts"]["data"] is None
    assert "head.name" in record["facts"]["withheld"]
    assert "officers.post" not in record["facts"]["withheld"]
    assert leaked(json.dumps(facts_data(assessed.asked.facts), ensure_ascii=False))
    with pytest.raises(pr.PolicyRulesError, match="keeps no facts but their digest") as found:
        replay(record, STAFF)
    assert not leaked(str(found.value))
    assert replay(record, STAFF, pr.load_facts(FACTS)).identical
    held = {**record["facts"], "withheld": [*record["facts"]["withheld"], "head.seen"]}
    (told,) = replay({**record, "facts": held}, STAFF, pr.load_facts(FACTS)).differences
    assert told.startswith("facts: recorded as not told: ") and "head.seen, now " in told
    other = replay(record, STAFF, {**PLAIN, "head": {**PLAIN["head"], "pay": 7717}})
    assert other.differences[0].startswith("facts: recorded digest")
    assert not leaked(str(other))
    file = tmp_path / "record.json"
    words = ["score", str(FACTS), *ASKED, "--sheet", "staff-2025", "--record", str(file)]
    assert main(words) == 0
    assert not leaked(capsys.readouterr().out + file.read_text("utf-8"))
    assert main(["replay", str(file), "--ruleset", str(STAFF)]) == 2
    assert "--facts" in capsys.readouterr().err
    assert main(["replay", str(file), "--ruleset", str(STAFF), "--facts", str(FACTS)]) == 0


def test_facts_beside_a_record_that_keeps_its_own_are_refused(ruleset) -> None:
    bare = {"unit": {"id": "office"}, "budget": {"money": 5}}
    record = record_of(ruleset.assess(bare, as_of="2026-03-31"))
    assert record["facts"]["data"] is not None
    assert replay(record, STAFF).identical
    with pytest.raises(pr.PolicyRulesError, match="keeps those"):
        replay(record, STAFF, bare)


def test_a_line_of_other_parts_is_shown(tmp_path, capsys) -> None:
    """One part of the vocabulary with values that are not told takes no line from the faults of others."""
    file = tmp_path / "facts.yaml"
    file.write_text("unit: {id: office}\nbudget: {money: x}\nhead: {pay: 77171, name: HIDDEN}\n", "utf-8")
    assert main(["assess", str(file), *ASKED]) == 2
    told = capsys.readouterr().err
    assert "  budget: {money: x}\n                  ^\n" in told
    assert not leaked(told)


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("head.pay", "head.pay"),
        ("{each: 0.001, of: head.pay, part: exact}", "head.pay"),
        ("{ratio: 1, to: head.pay, undefined: 0}", "head.pay"),
        ("{sum: [1, {of: head.pay, weight: 0}]}", "head.pay"),
        ("{for: o in officers, sum: o.age}", "officers.age"),
        ("{for: o in officers, best: {table: o.age, rows: {'< 60': 0, '>= 60': 1}}, undefined: 0}", ""),
        ("{table: head.pay, rows: {'< 60': 0, '>= 60': 1}}", ""),
        ("{table: head.pay, rows: {'< 60': 0, '>= 60': head.pay}}", "head.pay"),
        ("{table: head.rank, rows: {first_rank: 0, second_rank: 1, tainted_rank: 2}}", ""),
        ("{cases: [[head.pay > 10, 1]], else: 0}", ""),
        ("{for: o in officers, sum: {cases: [[o.age > 60, 1]], else: 0}}", ""),
        ("{each: 1, of: budget.money, part: whole}", ""),
    ],
)
def test_a_sheet_that_would_tell_a_value_by_its_points_is_refused(amount, told, tmp_path) -> None:
    folder = tmp_path / "staff"
    shutil.copytree(STAFF, folder)
    item = "{id: i, points: 10, component: all, start: full, effects: [{deduct: AMOUNT}]}"
    sheet = f"sheet: s\nyear: 2025\nitems: [{item.replace('AMOUNT', amount)}]\n"
    (folder / "sheets" / "other.yaml").write_text(sheet + "for: 'budget.money > 0'\n", "utf-8")
    if not told:
        assert pr.load_ruleset(folder).sheets["s"]
        return
    with pytest.raises(pr.RulesetError) as caught:
        assert pr.load_ruleset(folder).sheets["s"]
    assert f"these points would tell `{told}`" in str(caught.value)
