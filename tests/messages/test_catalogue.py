"""The catalogue of faults and help: whole, without what is stale, and each text found by its own template."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import policy_rules as pr
from messages.help_texts import help_texts
from messages.sites import all_sites
from policy_rules.cli import main
from policy_rules.errors import Fault, Place
from policy_rules.messages import in_language
from policy_rules.messages.catalogue import pairs_of

HERE = Path(__file__).parent
PO = Path(pr.__file__).parent / "messages" / "zh.po"
CATALOGUE = dict(pairs_of(PO))
BY_HAND = yaml.safe_load((HERE / "by_hand.yaml").read_text("utf-8"))
_HOLE = re.compile(r"%[1-9]")


def filled(template: str) -> str:
    """The template with something put in that no template of the catalogue fits."""
    return _HOLE.sub(lambda hole: f"甲{hole[0][1]}", template)


def with_holes(told: str) -> str:
    """The template of which this is a case: what stands in back-ticks is put into it."""
    parts = re.split(r"`[^`]*`|%[1-9]", told)
    marks = [mark if mark[0] == "%" else "`%`" for mark in re.findall(r"`[^`]*`|%[1-9]", told)]
    numbered = (mark.replace("%", f"%{n}")[: 4 if mark[0] == "`" else 2] for n, mark in enumerate(marks, 1))
    return parts[0] + "".join(mark + part for mark, part in zip(numbered, parts[1:], strict=True))


@pytest.fixture(scope="module")
def sites() -> dict[str, str]:
    """The faults of the source, with where they stand."""
    return all_sites()


def test_every_fault_of_the_source_has_its_translation(sites: dict[str, str]) -> None:
    missing = {told: where for told, where in sites.items() if not {told, with_holes(told)} & set(CATALOGUE)}
    assert not missing


def test_every_text_of_the_help_has_its_translation() -> None:
    assert not [told for told in help_texts() if told not in CATALOGUE]


def test_no_text_stands_twice() -> None:
    assert len(list(pairs_of(PO))) == len(CATALOGUE)


def test_nothing_is_stale(sites: dict[str, str]) -> None:
    used = {*sites, *map(with_holes, sites), *help_texts(), *BY_HAND}
    assert not [told for told in CATALOGUE if told not in used]


@pytest.mark.parametrize("told", CATALOGUE)
def test_a_text_is_found_by_its_own_template_and_nothing_is_lost(told: str) -> None:
    zh = CATALOGUE[told]
    assert in_language(filled(told), "zh") == filled(zh)
    assert in_language(filled(told), "en") == filled(told)
    assert set(_HOLE.findall(told)) == set(_HOLE.findall(zh))


def test_what_is_put_in_is_told_too_but_for_what_is_quoted() -> None:
    told = "`null` needs a day such as `2024-12-31`, not a list"
    assert in_language(told, "zh") == "`null`应为`2024-12-31`这样的日期，而不是清单"


def test_a_text_without_a_template_stays() -> None:
    assert in_language("nobody makes this", "zh") == "nobody makes this"


def test_an_error_is_told_in_english_and_in_the_language_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLICY_RULES_LANG", raising=False)
    error = pr.FactsError([Fault("no such file", Place("a.yaml", 2, 3), "divide it")])
    assert str(error) == "a.yaml:2:3: no such file\n  hint: divide it"
    assert error.in_language("zh") == "a.yaml:2:3: 没有这个文件\n  提示：分成几个"
    monkeypatch.setenv("POLICY_RULES_LANG", "zh_CN")
    assert str(error) == error.in_language("zh")
    assert error.faults[0].in_language("zh").what == "没有这个文件"
    assert error.faults[0].what == "no such file"


@pytest.mark.parametrize(
    ("set_", "more", "says"),
    [
        ({}, [], "no such file"),
        ({"POLICY_RULES_LANG": "zh"}, [], "没有这个文件"),
        ({"LC_ALL": "zh_CN.UTF-8"}, [], "没有这个文件"),
        ({"LC_ALL": "zh_CN.UTF-8"}, ["--lang", "en"], "no such file"),
        ({"POLICY_RULES_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, [], "no such file"),
        ({}, ["--lang=zh"], "没有这个文件"),
    ],
)
def test_a_command_tells_faults_in_the_language_asked_for(
    set_: dict[str, str],
    more: list[str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("POLICY_RULES_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in set_.items():
        monkeypatch.setenv(name, value)
    assert main(["assess", "gone.yaml", *more]) == 2
    assert says in capsys.readouterr().err


def test_help_is_in_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["next", "--lang", "zh", "--help"])
    told = capsys.readouterr().out
    assert told.startswith("用法：policy-rules next ")
    assert "选项:" in told
    assert "show this" not in told
    with pytest.raises(SystemExit):
        main(["next", "--lang", "zh", "--most", "none"])
    assert "参数 --most：`none`不是1以上的数" in capsys.readouterr().err
