"""What the vocabulary redacts is in no document of an office and in no snapshot; that it changed is told."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

import policy_rules as pr
from handed.test_handed import unpacked
from handed.test_redact import FACTS, PLAIN, STAFF
from handed.test_redact import leaked as told_in
from policy_rules.cli import main
from policy_rules.report.output_schemas import schema
from policy_rules.wording import LANGUAGES

ASKED = ["--as-of", "2026-03-31", "--year", "2025", "--sheet", "staff-2025"]
DOCUMENTS = ("after/file", "after/roster")


def leaked(text: str) -> list[str]:
    """The tokens in a text, but in digests, where digits stand by chance."""
    return told_in(re.sub("[0-9a-f]{64}", "", text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_value_is_in_a_document(name, language, tmp_path, capsys) -> None:
    words = ["office", str(STAFF), str(FACTS), name, *ASKED, "--lang", language]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert not leaked(told)
    assert {"zh": "（不示）", "en": "withheld"}[language] in told
    for ending in (".html", ".json", ".txt", ".docx"):
        file = tmp_path / f"document{ending}"
        assert main([*words, "-o", str(file)]) == 0
        assert not leaked(unpacked(file.read_bytes())), ending
    data = json.loads((tmp_path / "document.json").read_text("utf-8"))
    assert '"withheld": true' in json.dumps(data)
    assert not list(Draft202012Validator(schema("office-document")).iter_errors(data))


def sealed(tmp_path, facts):
    """The file of a snapshot of facts."""
    source, file = tmp_path / "facts.yaml", tmp_path / "sealed.json"
    source.write_text(yaml.safe_dump(facts, allow_unicode=True), "utf-8")
    assert main(["office", str(STAFF), str(source), "--seal", str(file), *ASKED]) == 0
    return source, file


def verified(source, file, facts, capsys):
    """The exit code, what differs by path, and all that was printed."""
    source.write_text(yaml.safe_dump(facts, allow_unicode=True), "utf-8")
    capsys.readouterr()
    code = main(["office", str(STAFF), str(source), "--verify", str(file), "--json", *ASKED])
    told = capsys.readouterr()
    assert not leaked(told.out + told.err)
    return code, {f["path"]: f["how"] for f in json.loads(told.out or "{}").get("facts", [])}


def changed(**more):
    """The facts with another pay of the head and another age of an officer, and what more is said."""
    first, *others = PLAIN["officers"]
    other = {"head": {**PLAIN["head"], "pay": 771799}, "officers": [{**first, "age": 77179}, *others]}
    return {**PLAIN, **other, **more}


def test_a_snapshot_holds_digests_of_what_is_not_told(tmp_path, capsys) -> None:
    source, file = sealed(tmp_path, PLAIN)
    text = file.read_text("utf-8")
    assert not leaked(text)
    held = json.loads(text)
    assert not list(Draft202012Validator(schema("office-snapshot")).iter_errors(held))
    assert set(held["facts"]["withheld"]["office"]) >= {"head.pay", "officers[o1].age"}
    assert verified(source, file, PLAIN, capsys) == (0, {})
    found = {"head.pay": "changed", "officers[o1].age": "changed"}
    assert verified(source, file, changed(), capsys) == (1, found)
    without = {**PLAIN, "head": {k: v for k, v in PLAIN["head"].items() if k != "pay"}}
    assert verified(source, file, without, capsys) == (1, {"head.pay": "removed"})
    more = [*PLAIN["officers"], {"id": "o9", "age": 77179, "name": "HIDDEN nine", "post": "clerk"}]
    assert verified(source, file, {**PLAIN, "officers": more}, capsys) == (1, {"officers[o9]": "added"})


def test_what_is_not_told_is_let_in_by_a_decision_as_anything_else(tmp_path, capsys) -> None:
    source, file = sealed(tmp_path, PLAIN)
    named = [
        {"id": f"d{n}", "of_unit": "office", "path": p} for n, p in enumerate(("head.pay", "officers[o1]"))
    ]
    of_day = [{**each, "decided_on": "2026-03-31"} for each in named]
    code, found = verified(source, file, changed(let_in=of_day), capsys)
    assert (code, set(found)) == (0, {"let_in[d0]", "let_in[d1]", "head.pay", "officers[o1].age"})
    for day in (
        {"decided_on": "2026-03-30"},
        {},
    ):  # before the seal and not under it; on no day that is known
        code, _ = verified(source, file, changed(let_in=[{**each, **day} for each in named]), capsys)
        assert code == 1


def test_a_decision_that_was_sealed_itself_lets_in_what_comes_later(tmp_path, capsys) -> None:
    early = [{"id": "d1", "of_unit": "office", "path": "head.pay", "decided_on": "2026-01-05"}]
    source, file = sealed(tmp_path, {**PLAIN, "let_in": early})
    later = {**PLAIN, "let_in": early, "head": {**PLAIN["head"], "pay": 771799}}
    assert verified(source, file, later, capsys) == (0, {"head.pay": "changed"})


def test_which_records_are_shown_hangs_on_nothing_that_is_not_told(tmp_path) -> None:
    for file in STAFF.rglob("*.*"):
        copy = tmp_path / file.relative_to(STAFF)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text("utf-8")
        if file.name == "office.yaml":
            text = text.replace(
                "{show: records, list: officers}", "{show: records, list: officers, only: {name: x}}"
            )
        copy.write_text(text, "utf-8")
    with pytest.raises(pr.RulesetError, match="which records are shown would tell `name`"):
        pr.load_ruleset(tmp_path)
