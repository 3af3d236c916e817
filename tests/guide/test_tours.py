"""The tours of `docs/tours` and the tutorial of a county, followed to the letter, held to what they promise.

Their fenced blocks are what a reader does and sees:

    console   commands (`$ policy-rules …`, perhaps with `| grep …`), each followed by what it prints
    python    lines of one program that goes through the page
    text      what the lines before it print

When an output has changed on purpose, `python -m guide.test_tours`, in the folder `tests`, puts the new ones
into the pages (those named, `… county`, else all); read the difference before you keep it.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from guide.test_guide import FENCE, run
from policy_rules import UNKNOWN, cache, load_facts
from policy_rules.scoring.points import Grade
from policy_rules.values.known import ONLY

pytestmark = pytest.mark.heavy
"""Henan as a whole takes long: a suite of its own."""

TOURS = Path(__file__).parents[2] / "docs" / "tours"
PAGES = [*sorted(TOURS.glob("*.md")), TOURS.parent / "tutorials" / "county.md"]
LONG = "city-as-place"
"""A tour that takes long to follow: in the heavy suite."""
REGISTERS_CLOSED, DECIDED, NOTICES = (
    datetime.date(2025, 1, 31),
    datetime.date(2025, 2, 14),
    datetime.date(2025, 4, 30),
)


def piped(line: str, before: dict[str, str]) -> str:
    """What a command prints, or what the filters after it leave of it; `before`: what commands printed."""
    command, _, filters = line.partition(" | ")
    if command not in before:
        before[command] = run(command)
    printed = before[command]
    if not filters:
        return printed
    done = subprocess.run(["sh", "-c", filters], input=printed, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.stdout


def follow(page: str) -> Iterator[tuple[re.Match[str], str]]:
    """Do in the current folder what the tour says; each block that shows an output, with what it comes to."""
    names: dict[str, object] = {}
    before: dict[str, str] = {}
    waiting: str | None = None
    for block in FENCE.finditer(page):
        kind, content = block[1], block[4]
        if kind == "text":
            assert waiting is not None, f"nothing was run before: {content[:60]}"
            yield block, waiting
            waiting = None
            continue
        assert not waiting, f"nothing shows what was printed: {waiting}"
        if kind == "console":
            lines = re.findall(r"^\$ (.*)$", content, re.MULTILINE)
            yield block, "".join(f"$ {line}\n{piped(line, before)}" for line in lines)
        else:
            assert kind == "python", f"the tour has a block that nobody follows: {block[0][:60]}"
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(content, "tour", "exec"), names)
            waiting = printed.getvalue()
    assert not waiting


@pytest.fixture(scope="module")
def loaded_once():
    """What a ruleset's cache file holds is decoded, and compiled, once for all commands of the tours."""
    recall, kept = cache.recall, {}

    def once(root):
        if kept.get(root) is None:
            kept[root] = recall(root)
        return kept[root]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "recall", once)
        yield


@pytest.mark.usefixtures("loaded_once")
@pytest.mark.parametrize(
    "page", [pytest.param(p, id=p.stem, marks=[pytest.mark.heavy] if p.stem == LONG else []) for p in PAGES]
)
def test_whoever_follows_a_tour_sees_what_it_shows(page, tmp_path, monkeypatch):
    shutil.copytree(page.parent, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    shown = [(block[4], printed) for block, printed in follow(page.read_text("utf-8"))]
    assert len(shown) > 7
    for told, printed in shown:
        assert printed == told


def rewritten(page: str) -> str:
    """The tour with the outputs as they are now."""
    for block, printed in reversed(list(follow(page))):
        page = page[: block.start(4)] + printed + page[block.end(4) :]
    return page


# What the tour of 2024 promises, by the facts' own files ----------------------------------------------

TOTALS = {
    "songtao": "94.3", "yunwu": "92.4", "yuehu": "77.4", "shiqiao": "64.65",
    "chaoxi": "93.7", "xingtu": "86.7", "zhiyuan": "86.7", "taiyuan": "59.6",
    "fengling": "89.16", "taihua": "82.9",
}  # fmt: skip
"""All totals that end, worked out by hand: a hundred points less what was lost, bonus and deductions."""
FOLLOWS = {
    "yunwu": {"as-6.3-s1"},
    "yuehu": {"as-6.2-s3", "as-6.2-s4"},
    "shiqiao": {"as-6.2-s3", "as-6.2-s4"},
    "taiyuan": {"as-6.2-s3", "as-6.2-s4", "as-6.4-s1", "as-6.4-s3"},
    "taihua": {"as-6.4-s1", "as-6.4-s3"},
}
"""What certainly follows by part 六, unit by unit."""
MAY_FOLLOW = {
    "lujiang": {"as-6.2-s3", "as-6.2-s4", "as-6.4-s1"},
    "shiqiao": {"as-6.4-s1"},
    **{central: {"as-6.3-s2"} for central in ("yunhai", "fengling", "taihua")},
}
"""What may; of the central units nobody says that all outstanding contributions are listed."""


@pytest.fixture(scope="module")
def year(henan):
    """The population as of a day."""
    facts, made = load_facts(TOURS / "year-2024"), {}

    def on(day, **more):
        asked = {"as_of": day, "year": 2024, "profile": "illustrative", **more}
        if repr(asked) not in made:
            made[repr(asked)] = henan.assess_population(facts, **asked)
        return made[repr(asked)]

    return on


@pytest.fixture(scope="module")
def ended(year):
    return year(NOTICES)


@pytest.fixture(scope="module")
def year_after(henan):
    """What a unit owes in 2025 that follows from the assessment of 2024."""
    facts = load_facts(TOURS / "year-2024")
    return lambda unit: henan.assess(facts, unit, as_of=NOTICES, year=2025, profile="illustrative")


def rank(population, unit):
    held = population.place(unit).rank
    return held.lo, held.hi


def effects(population, unit, step):
    return [line.effect for line in population.score(unit).lines_of(step)]


def consequence(population, unit, rule):
    (found,) = (c for c in population.consequences(unit) if c.rule == rule)
    return found


def test_twelve_constructed_units_of_three_categories(ended):
    categories = [p.sheet.removeprefix("illustrative-2024-category-") for p in ended if p.sheet]
    assert sorted(categories) == [*"11111", *"4444", *"777"]
    for asked in ended.asked:
        unit = asked.facts.units[asked.unit]
        assert unit.constructed
        assert unit.name.endswith("（虚构）")
        assert {e.scorer for e in unit.entries} <= OFFICES
    assert [p.unit for p in ended if not p.sheet] == ["organiser", "team"]
    assert ended.illustrative


OFFICES = {
    "集中评查组",
    "网络检索组",
    "有关省直单位",
    "考核组",
    "第三方机构",
    "受托社会组织",
    "考核组织办公室",
}


def test_the_totals_are_those_worked_out_by_hand(ended):
    for unit, total in TOTALS.items():
        assert (ended.score(unit).lo, ended.score(unit).hi) == (Fraction(total),) * 2, unit


def test_a_tie_of_two_units_that_lost_their_points_elsewhere(ended):
    one, other = ended.score("xingtu"), ended.score("zhiyuan")
    assert one.total == other.total
    assert one.items != other.items
    assert [rank(ended, u) for u in ("chaoxi", "xingtu", "zhiyuan", "taiyuan")] == [
        (1, 1),
        (2, 2),
        (2, 2),
        (4, 4),
    ]


def test_an_appeal_changes_a_rank_by_a_line_and_edits_none(year):
    before, after = year(REGISTERS_CLOSED), year(DECIDED)
    assert (rank(before, "yunwu"), rank(before, "songtao")) == ((1, 2), (1, 2))  # the objection is open
    assert (rank(after, "yunwu"), rank(after, "songtao")) == ((2, 2), (1, 1))
    assert [c.id for c in before.score("songtao").undecided] == ["k2"]
    assert not after.score("songtao").undecided
    old, new = (p.score("songtao").lines_of("decisions") for p in (before, after))
    assert [(l.effect, l.after) for l in old] == [
        *((l.effect, l.after) for l in new[:-1]),
        ("undecided", (2, 4)),
    ]
    assert (new[-1].effect, new[-1].change) == ("decision", (2, 2))
    assert before.score("yunwu").steps["total"] == after.score("yunwu").steps["total"]


def test_a_veto_shuts_the_best_grade_and_leaves_the_rank(ended):
    score = ended.score("chaoxi")
    assert score.steps["banded"] == Grade(frozenset({score.sheet.scale.index("excellent")}))
    assert score.grade == {"good"}
    assert rank(ended, "chaoxi") == (1, 1)
    assert next(l for l in score.lines_of("grade") if l.kept == "bar").after == {"good"}
    assert ended.assessment("chaoxi").finding("as-5.7-s6").outcome == "satisfied"


def test_a_unit_is_rescaled_by_what_applies(ended):
    score = ended.score("yunhai")
    assert {n for n, v in score.items.items() if v.null == ONLY} == {"file_review", "gentle"}
    assert score.steps["applicable"].lo == 88
    by_hand = 50 * Fraction("42.5") / 44 + 30 * Fraction("22.9") / 24 + Fraction("17.4")
    assert score.total.lo == score.total.hi == by_hand
    assert by_hand.denominator not in (1, 2, 5, 10)


def test_a_unit_with_missing_facts_has_intervals(ended):
    place, score = ended.place("lujiang"), ended.score("lujiang")
    assert (score.lo, score.hi) == (63, 85)
    assert place.grades == {"good", "pass"}
    assert rank(ended, "lujiang") == (3, 5)
    assert (rank(ended, "yuehu"), rank(ended, "shiqiao")) == ((3, 4), (4, 5))
    opened = {name for name, value in score.items.items() if not value.settled}
    assert opened == {"third_party", "public_opinion", "layers", "fines"}


def test_what_is_missing_is_what_to_find_out_and_settles_the_grade(ended):
    lujiang = ended.assessment("lujiang")
    assert {f.name: f.points for f in lujiang.next_facts() if f.points != 0} == {
        "third_party_percent": 8,
        "opinion_percent": 6,
        "enforcement_fields[e1].layers": 6,
        "appraisals[p1].linked_to_fine_income": 2,
    }
    found = {"third_party_percent": 90, "opinion_percent": 90, "enforcement_fields[e1].layers": 1}
    assert lujiang.what_if(found).after.grade == {"good"}


def test_an_exception_goes_past_the_ten_points_and_decides_the_grade(year, ended):
    lines = ended.score("taiyuan").lines_of("deduction")
    assert [(l.effect, l.after) for l in lines] == [
        ("limit", (12, 12)),
        ("at_most", (10, 10)),
        ("override", (12, 12)),
    ]
    assert ended.place("taiyuan").grades == {"fail"}
    capped = year(DECIDED).score("taiyuan")
    assert (capped.lo, capped.grade) == (Fraction("61.6"), {"pass"})


def test_an_entry_is_replaced_by_a_line(year, ended):
    assert effects(ended, "fengling", "third_party") == ["add", "entry replaced"]
    assert year(REGISTERS_CLOSED).score("fengling").lo == Fraction("88.2")


def test_approval_is_recorded_and_may_change_what_the_parameter_lets_it(ended):
    taihua = ended.assessment("taihua")
    assert [c.grade for c in taihua.unit.corrections if c.kind == "approval"] == ["pass"]
    assert taihua.score.before_approval is not None
    grades = {
        allowed: taihua.what_if({"parameters.approval_may_change_result": allowed}).after.grade
        for allowed in (False, True, UNKNOWN)
    }
    assert grades == {False: {"good"}, True: {"pass"}, UNKNOWN: {"good", "pass"}}
    approved = {
        a.unit: [c.grade for c in a.facts.units[a.unit].corrections if c.kind == "approval"]
        for a in ended.asked
    }
    assert [u for u, grades in approved.items() if not grades] == ["lujiang", "organiser", "team"]


def test_what_follows_is_certain_possible_or_excluded(ended):
    for place in ended:
        by_status = {"certain": set(), "possible": set(), "excluded": set()}
        for c in ended.consequences(place.unit) if place.sheet else ():
            if c.rule.startswith("as-6"):
                by_status[c.status].add(c.rule)
        assert by_status["certain"] == FOLLOWS.get(place.unit, set()), place.unit
        assert by_status["possible"] == MAY_FOLLOW.get(place.unit, set()), place.unit


def test_a_notice_is_issued_or_not(ended, year_after):
    assert consequence(ended, "yuehu", "as-6.2-s3").carried_out == "satisfied"
    assert ended.assessment("shiqiao").finding("as-6.2-s3").possible == ("pending", "violated")
    assert consequence(ended, "taiyuan", "as-6.4-s1").carried_out == "satisfied"
    assert ended.assessment("taihua").finding("as-6.4-s1").possible == ("pending", "violated")
    told = {i.id: i.possible for i in ended.assessment("yunwu").finding("as-6.3-s1").instances}
    assert told == {"unit": ("satisfied",), "principal": ("pending", "violated")}
    mended = {u: year_after(u).finding("as-6.4-s4").instances[0].outcome for u in ("yuehu", "shiqiao")}
    assert mended == {"yuehu": "satisfied", "shiqiao": "violated"}
    assert {ended.assessment(u).finding("as-6.4-s4").outcome for u in mended} == {"not_applicable"}


def test_a_renamed_unit_falls_from_the_rank_of_the_one_before(ended):
    taiyuan = ended.assessment("taiyuan")
    assert {(f.measure, f.of) for f in taiyuan.unit.reported if f.year == 2023} == {
        ("grade", "dongtu"),
        ("rank", "dongtu"),
    }
    statuses = {
        places: next(c for c in changed.after.consequences if c.rule == "as-6.4-s2").status
        for places in (3, 4)
        for changed in [taiyuan.what_if({"parameters.regression_threshold": places})]
    }
    assert statuses == {3: "certain", 4: "excluded"}


def test_what_was_said_on_a_day_is_what_was_known_then(year):
    then, now = year(REGISTERS_CLOSED, known_by=REGISTERS_CLOSED), year(REGISTERS_CLOSED)
    assert (then.place("chaoxi").grades, now.place("chaoxi").grades) == ({"excellent"}, {"good"})
    differ = {p.unit for p in then if p != now.place(p.unit)}
    assert differ == {"chaoxi"}
    assert not then.asked[0].facts.notes, "every fact bears a day"


def test_the_procedure_is_kept_and_where_not_it_is_told(ended, year_after):
    organiser, team = ended.assessment("organiser"), ended.assessment("team")
    assert organiser.finding("as-4-s2").outcome == "satisfied"
    copies = year_after("organiser").finding("as-6.2-s1").instances
    late = {i.id.partition("/")[2]: i.outcome for i in copies}
    assert {k for k, outcome in late.items() if outcome == "violated"} == {
        "political_legal_commission",
        "development_reform_commission",
    }
    assert team.finding("as-5.5-s3").outcome == "satisfied"
    assert [i.outcome for i in team.finding("as-5.5-s2").instances] == ["satisfied", "violated"]
    (issue,) = ended.assessment("zhiyuan").finding("as-5-s6").instances
    assert (issue.outcome, issue.due) == ("violated", datetime.date(2024, 12, 30))
    assert ended.score("zhiyuan").items["feedback"].lo == 0


def test_the_years_results_are_figures_of_the_next(ended):
    results = ended.results()
    assert {r["measure"]: r["value"] for r in results["songtao"]} == {
        "total": "94.3",
        "grade": "excellent",
        "rank": 1,
    }
    assert results["yunhai"][0]["value"] == {"at_least": "94.32", "at_most": "94.33"}
    assert results["lujiang"] == ()


if __name__ == "__main__":
    for each in [p for p in PAGES if p.stem in sys.argv[1:]] or PAGES:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(each.parent, folder, dirs_exist_ok=True)
            os.chdir(folder)
            new = rewritten(each.read_text("utf-8"))
            os.chdir(TOURS)
        each.write_text(new, "utf-8")
