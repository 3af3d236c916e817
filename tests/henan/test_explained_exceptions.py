"""An explanation says who lifted a rule, why and when; of one that its words soften, that it may be."""

from __future__ import annotations

import policy_rules as pr

POSTS = {
    "unit": {
        "id": "u",
        "name": "u",
        "level": "county",
        "kind": "department",
        "holds_enforcement_power": True,
    },
    "staffing": {"posts_total": 100, "posts_frontline": 79},
}
LIFTED = {"rule": "ip-14-s8", "reason": "a hill county", "approved_by": "县委编办", "date": "2025-06-01"}
LATER = {"rule": "ip-end-s3", "instance": "ip-14-s8", **{k: v for k, v in LIFTED.items() if k != "rule"}}


def explained(henan, language, *exceptions):
    facts = pr.load_facts({**POSTS, "exceptions": list(exceptions)})
    return henan.assess(facts, as_of="2026-01-30").finding("ip-14-s8").explain(language)


def test_who_lifted_it_why_and_since_when(henan) -> None:
    for record in (LIFTED, LATER):
        for language in ("zh", "en"):
            told = explained(henan, language, record)
            assert all(told.count(text) == 1 for text in ("a hill county", "县委编办", "2025-06-01")), told
            assert "exceptions: [" not in told


def test_that_words_which_soften_let_it_be_lifted(henan) -> None:
    assert "softened by “原则上”" in explained(henan, "en")
    assert "原文用“原则上”" in explained(henan, "zh")
    assert "exceptions: [{rule: ip-14-s8, reason: …, approved_by: …, date: …}]" in explained(henan, "zh")
