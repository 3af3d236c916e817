"""The language of faults and help: that of the option, of the environment, of the locale, else English."""

from __future__ import annotations

import pytest

from policy_rules.cli import main
from policy_rules.cli.language import asked_language


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        ([], {}, "en"),
        (["assess"], {}, "en"),
        (["assess", "--lang", "zh"], {}, "zh"),
        (["--lang=zh"], {}, "zh"),
        (["--lang"], {}, "en"),
        (["assess", "--lang", "fr"], {}, "en"),
        (["assess", "--lang", "en"], {"POLICY_RULES_LANG": "zh"}, "en"),
        ([], {"POLICY_RULES_LANG": "zh", "LANG": "en_GB.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
    ],
)
def test_the_nearest_says(
    words: list[str], environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("POLICY_RULES_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert asked_language(words) == expected


def test_no_words_at_all_are_a_slip(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([])
    assert stop.value.code == 2
    assert "usage: " in capsys.readouterr().err
