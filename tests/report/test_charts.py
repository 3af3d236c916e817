"""Charts for notebooks: of what they say they are, labelled, with nothing from elsewhere and no id twice."""

from __future__ import annotations

import re
from collections import Counter

import pytest

import policy_rules as pr
from policy_rules.report.population_parts import lists_of
from policy_rules.report.score_account import outer_items_of
from policy_rules.wording import Language
from report.test_ledger import OPEN, OTHERS, WHOLE, ranked, the_ruleset
from report.test_pages_to_hand_on import Page

LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def population():
    return ranked(the_ruleset(), [WHOLE, OPEN, *OTHERS])


@pytest.fixture(scope="module")
def drawn(population):
    """Every chart, by language, unit and kind."""
    found = {}
    for language in LANGUAGES:
        for kind in ("totals", "ranks", "outcomes"):
            found[language, "", kind] = population.chart(kind, language)
        for place in population.places:
            assessment = population.assessment(place.unit)
            for kind in ("points", "days"):
                found[language, place.unit, kind] = assessment.chart(kind, language)
    return found


def test_a_chart_stands_by_itself_in_any_notebook(drawn) -> None:
    for about, chart in drawn.items():
        page = Page(chart.html)
        assert not page.open, about
        assert not {"script", "style", "link", "img"} & set(page.tags), about
        assert not re.search(r"url\((?!#)|https?:", chart.html), about
        used, said = (set(re.findall(p, chart.html)) for p in (r"var\((--\w+)\)", r"(--\w+):"))
        assert used <= said, about
        assert chart._repr_html_() == chart.html
        assert repr(chart) == f"<chart: {chart.title}>"


def test_two_charts_of_a_notebook_share_no_pattern_that_differs(drawn) -> None:
    by_id: dict[str, set[str]] = {}
    for chart in drawn.values():
        for pattern in re.findall(r"<pattern.*?</pattern>", chart.html):
            by_id.setdefault(re.findall(r'id="([^"]+)"', pattern)[0], set()).add(pattern)
    assert all(len(held) == 1 for held in by_id.values())


def test_the_labels_of_what_decides_nothing_stand_on_each(drawn) -> None:
    for (language, _, _), chart in drawn.items():
        if "<svg" in chart.html:
            assert ("参数为示例" if language == "zh" else "illustrative parameters") in chart.html


def test_points_have_a_bar_for_each_item_that_lost_some(population, drawn) -> None:
    for place in population.places:
        score = population.score(place.unit)
        if score is None:
            assert "<svg" not in drawn["en", place.unit, "points"].html
            continue
        lost = [a for a in outer_items_of(score) if any(a.lost)]
        texts = drawn["en", place.unit, "points"].html.count("<text ") - 2
        assert texts == 2 * (len(lost) + 2), place.unit
        assert score.chart("points", "en").title == drawn["en", place.unit, "points"].title


def test_totals_ranks_and_outcomes_have_each_unit(population, drawn) -> None:
    for kind in ("totals", "ranks"):
        text = " ".join(Page(drawn["zh", "", kind].html).text)
        for listed in lists_of(population):
            for place in listed.places:
                assert (place.name in text) == (kind == "totals" or listed.ranked), (kind, place.name)
    cells = Counter(re.findall(r'text-anchor="middle">(.)<', drawn["zh", "", "outcomes"].html))
    clauses = {(f.rule.document, f.rule.clause) for f in population.assessment("hill").findings}
    assert sum(cells.values()) == len(population.places) * len(clauses)
    violated = {
        (p.unit, f.rule.clause)
        for p in population.places
        for f in population.assessment(p.unit).findings
        if f.outcome == "violated"
    }
    assert cells["✗"] == len(violated)


def test_a_chart_or_a_language_that_is_none_is_told(population) -> None:
    with pytest.raises(pr.PolicyRulesError, match=r"(?s)no chart `rank`.*ranks"):
        population.chart("rank")
    with pytest.raises(pr.PolicyRulesError, match="no language"):
        population.chart("ranks", "de")


def test_an_assessment_says_itself_shortly(population) -> None:
    assessment = population.assessment("river")
    told = repr(assessment)
    assert told.startswith(f"<assessment of {assessment.unit.name} 2024 as of ")
    for outcome, number in assessment.counts.items():
        assert (f"{outcome} {number}" in told) == bool(number)
    assert "; score " in told
    assert len(told) < 250
