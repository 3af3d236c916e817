"""The facts as they look on a day: what is there, what is missing, what has not happened yet."""

import datetime
from fractions import Fraction

import pytest

from policy_rules import load_facts
from policy_rules.facts.bind import bind
from policy_rules.facts.view import UnitView
from policy_rules.values.known import ANY_NUM, FALSE, INF, MAYBE, NULL_NUM, TRUE, UNDECIDED, Num, point
from policy_rules.vocabulary import BOOLEAN, DATE, Attribute, Entity, Measure, Type, Vocabulary

POSTS = Type("number", unit=(("post", 1),), places=0, low=Fraction(0), high=Fraction(1000))
ENTITIES = {
    "unit": Entity("unit", {"level": Attribute("level", Type("label", labels=("city", "county")))}, one=True),
    "staffing": Entity("staffing", {"posts": Attribute("posts", POSTS)}, one=True),
    "works": Entity(
        "works",
        {
            "done_on": Attribute("done_on", Type("date", nullable=True)),
            "due_on": Attribute("due_on", DATE, planned=True),
        },
        one=True,
    ),
    "lectures": Entity(
        "lectures",
        {"held_on": Attribute("held_on", DATE), "legal": Attribute("legal", BOOLEAN)},
        dated_by=("held_on",),
    ),
    "officers": Entity(
        "officers",
        {"since": Attribute("since", DATE), "until": Attribute("until", Type("date", nullable=True))},
        dated_by=("since", "until"),
    ),
    "training": Entity(
        "training", {"held_on": Attribute("held_on", DATE)}, of=("officers",), dated_by=("held_on",)
    ),
    "notices": Entity("notices", {"sent": Attribute("sent", BOOLEAN)}),
}
VOCABULARY = Vocabulary(
    entities=ENTITIES, measures={"grade_points": Measure("grade_points", POSTS, reported=True)}
)


def day(text):
    return datetime.date.fromisoformat(text).toordinal()


def view(facts, as_of="2025-06-30", **more):
    bound = bind(load_facts({"unit": {"id": "u", "name": "u"}, **facts}), VOCABULARY, {}, lenient=True)
    return UnitView(bound, bound.units["u"], VOCABULARY, day(as_of), 2025, False, **more)


def on(text):
    return point(day(text))


@pytest.mark.parametrize(
    ("posts", "asked", "known"),
    [
        (7, "2023-05-01", point(7)),
        ({2024: 7}, "2024-12-31", point(7)),
        ({2024: 7}, "2025-01-01", Num(0, 1000)),
        ({2024: 7, 2025: 9}, "2025-01-01", point(9)),
        ({"2024-03-01": 7}, "2024-02-29", Num(0, 1000)),
        ({"2024-03-01": 7}, "2025-02-28", point(7)),
        ({"2024-03-01": 7, "2025-01-01": 9}, "2024-12-31", point(7)),
        ({"2024-03-01": 7, "2025-01-01": 9}, "2025-01-01", point(9)),
        ({2024: {"at_least": 7}}, "2024-01-01", Num(7, 1000)),
        ({2024: {"at_least": 3, "at_most": 7}}, "2024-01-01", Num(3, 7)),
    ],
)
def test_a_dated_value_holds_for_its_year_or_from_its_day_on(posts, asked, known):
    assert view({"staffing": {"posts": posts}}).read("staffing.posts", on(asked)) == known


def test_a_day_that_is_not_known_gives_everything_the_value_may_be():
    seen = view({"staffing": {"posts": {2023: 5, 2024: 7}}})
    assert seen.read("staffing.posts", Num(day("2023-12-31"), day("2024-01-01"))) == Num(5, 7)
    assert seen.read("staffing.posts", Num(day("2024-12-31"), day("2025-01-01"))) == Num(0, 1000)
    assert seen.read("staffing.posts", ANY_NUM) == Num(0, 1000)


def test_an_event_after_the_day_of_assessment_has_not_happened_and_a_plan_stands():
    seen = view({"works": {"done_on": "2025-07-01", "due_on": "2025-07-01"}})
    assert seen.read("works.done_on", on("2025-06-30")) == NULL_NUM
    assert seen.read("works.due_on", on("2025-06-30")) == on("2025-07-01")
    assert view({"works": {"done_on": "2025-06-30"}}).read("works.done_on", on("2025-06-30")) == on(
        "2025-06-30"
    )
    missing = view({}).read("works.done_on", on("2025-06-30"))
    assert missing == Num(None, day("2025-06-30"), MAYBE)


def members(seen, entity):
    return [(m.record.id, m.lo, m.hi, m.record.values.get("held_on")) for m in seen.records(entity)]


def test_a_record_that_begins_later_is_not_there_and_one_of_unknown_day_may_be():
    given = [{"id": "a", "held_on": "2025-06-30"}, {"id": "b", "held_on": "2025-07-01"}, {"id": "c"}]
    seen = view({"lectures": given, "complete": [{"list": "lectures", "for": [2025]}]})
    assert members(seen, "lectures")[:2] == [
        ("a", 1, 1, on("2025-06-30")),
        ("c", 0, 1, Num(None, day("2025-06-30"))),
    ]


@pytest.mark.parametrize(
    ("complete", "unlisted"),
    [
        ([], [(None, "2025-06-30")]),
        ([{"list": "lectures", "for": 2024}], [(None, "2023-12-31"), ("2025-01-01", "2025-06-30")]),
        ([{"list": "lectures", "for": 2025}], [(None, "2024-12-31")]),
        (
            [{"list": "lectures", "for": [2022, 2024]}],
            [(None, "2021-12-31"), ("2023-01-01", "2023-12-31"), ("2025-01-01", "2025-06-30")],
        ),
        (
            [{"list": "lectures", "for": 2024, "date": "2024-11-15"}],
            [(None, "2023-12-31"), ("2024-11-16", "2025-06-30")],
        ),
        (
            [{"list": "lectures", "for": 2025, "date": "2025-03-01"}],
            [(None, "2024-12-31"), ("2025-03-02", "2025-06-30")],
        ),
    ],
)
def test_a_complete_year_leaves_the_unlisted_records_the_days_around_it(complete, unlisted):
    told = [
        values
        for _, lo, hi, values in members(view({"complete": complete}), "lectures")
        if (lo, hi) == (0, INF)
    ]
    assert told == [Num(None if a is None else day(a), day(b)) for a, b in unlisted]


def test_an_officer_of_no_complete_year_left_before_it_or_came_after_it():
    seen = view({"complete": [{"list": "officers", "for": 2024}]})
    before, after = seen.records("officers")
    assert before.record.values["until"] == Num(None, day("2023-12-31"))
    assert after.record.values["since"] == Num(day("2025-01-01"), day("2025-06-30"))
    assert after.record.values["until"] == Num(day("2025-01-01"), day("2025-06-30"), MAYBE)


def test_the_inner_list_of_one_record_can_be_whole_and_of_another_not():
    facts = {
        "officers": [{"id": "o1", "since": "2020-01-01", "until": None}, {"id": "o2", "since": "2020-01-01"}],
        "complete": [{"list": "officers.training", "of": "o1", "for": 2025}],
    }
    first, second = (m.record for m in view(facts).records("officers")[:2])
    assert [m.record.values["held_on"] for m in first.lists["training"]] == [Num(None, day("2024-12-31"))]
    assert [m.record.values["held_on"] for m in second.lists["training"]] == [Num(None, day("2025-06-30"))]


@pytest.mark.parametrize(("as_of", "open_"), [("2025-05-31", 0), ("2025-06-01", 0), ("2025-06-02", 1)])
def test_an_undated_list_is_whole_as_of_its_search(as_of, open_):
    seen = view({"complete": [{"list": "notices", "date": "2025-06-01"}]}, as_of=as_of)
    assert len(seen.records("notices")) == open_


def test_a_published_figure_holds_for_its_year_and_meets_what_a_sheet_gave():
    facts = {"reported": [{"measure": "grade_points", "for": 2025, "value": {"at_least": 5}}]}
    assert view(facts).reported("grade_points", on("2025-06-30")) == Num(5, 1000)
    assert view(facts).reported("grade_points", on("2024-06-30")) == Num(0, 1000)
    scored = view(facts, scored={"grade_points": Num(0, 8)})
    assert scored.reported("grade_points", on("2025-06-30")) == Num(5, 8)
    excluded = view(facts, scored={"grade_points": Num(0, 3)})
    assert excluded.reported("grade_points", on("2025-06-30")).lo == 0


def test_an_exception_is_in_force_from_its_day_until_its_end():
    from policy_rules.facts.bound import ExceptionRecord
    from policy_rules.facts.timeline import in_force

    lifted = ExceptionRecord("r", "why", "who", day("2025-03-01"), until=day("2025-05-31"))
    assert in_force(lifted, on("2025-02-28")) == FALSE
    assert in_force(lifted, on("2025-03-01")) == TRUE
    assert in_force(lifted, on("2025-05-31")) == TRUE
    assert in_force(lifted, on("2025-06-01")) == FALSE
    assert in_force(lifted, Num(day("2025-02-28"), day("2025-03-01"))) == UNDECIDED
