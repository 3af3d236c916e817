"""A record is computed again from itself alone: identical, or the first line that differs."""

import copy
import datetime
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import policy_rules as pr
from calendars import small
from policy_rules.facts.plain_data import facts_from
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.replay import again, read_record, record_of, replay
from policy_rules.replay.record import seals_of
from policy_rules.report.output_head import ruleset_head
from policy_rules.report.phrases import phrase
from policy_rules.results.assessed import Asked
from policy_rules.results.population import assess_population
from thinned import few

HERE = Path(__file__).parent / "replay"
YARD, WEST = HERE / "yard", HERE / "west.yaml"
DAY = datetime.date(2025, 6, 30)


@pytest.fixture(scope="module")
def yard():
    return pr.load_ruleset(YARD)


def scored(ruleset, **more):
    asked = {"as_of": DAY, "year": 2024, "profile": "trial", "sheet": "yards-2024"} | more
    return ruleset.assess(pr.load_facts(WEST), **asked)


def kept(assessment):
    """The record as a file keeps it."""
    return json.loads(json.dumps(record_of(assessment), ensure_ascii=False, sort_keys=True))


@pytest.fixture
def record(yard):
    return kept(scored(yard))


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"as_of": datetime.date(2025, 2, 10)},
        {"known_by": datetime.date(2025, 1, 31)},
        {"known_by": datetime.date(2025, 3, 31), "as_of": datetime.date(2025, 3, 31)},
        {"sheet": None, "profile": None, "year": None},
        {"sheet": None, "year": 2025},
        {"engine": "reference"},
        {"engine": "compiled"},
    ],
)
def test_a_record_comes_out_as_it_was(yard, asked):
    made = scored(yard, **asked)
    record = kept(made)
    found = replay(record, yard)
    assert (found.identical, found.differences, found.notes) == (True, (), ())
    labels = sum((made.illustrative, made.unit.constructed))
    assert str(found).splitlines()[labels:] == [f"west, as of {made.as_of}: identical"]
    assert facts_from(record["facts"]["data"]).notes == made.asked.facts.notes
    assert record["known_by"] == (str(asked["known_by"]) if "known_by" in asked else None)
    assert record["engine"] == made.asked.engine.name


def test_a_record_says_what_was_asked_and_of_what(yard, record):
    assert (record["format"], record["library"], record["unit"]) == (1, pr.__version__, "west")
    assert record["ruleset"] == {"name": "yard", "version": None, "digest": yard.model.digest}
    assert (record["as_of"], record["year"], record["known_by"]) == ("2025-06-30", 2024, None)
    assert (record["sheet"]["name"], record["parameters"]["profile"]) == ("yards-2024", "trial")
    digests = [record[key]["digest"] for key in ("ruleset", "sheet", "parameters", "facts")]
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)
    result = record["result"]
    assert result["rules"]["y-1-s1"] == ["violated", "violated"]
    assert len(result["score"]["ledger"]) == 13
    assert result["score"]["items"]["manner"] == {"at_least": "2", "at_most": "3.5", "none": 0}
    assert result["score"]["grade"] == ["fair"]
    assert result["score"]["before_approval"] == {"grades": ["poor", "fair"], "none": 0}
    early = kept(scored(yard, as_of=datetime.date(2025, 2, 10)))["result"]["score"]
    assert (early["undecided"], early["before_approval"]) == (["k2"], None)
    assert str(YARD.parent) not in json.dumps(record)  # nothing tells where the files lay


def test_the_digests_are_the_same_from_the_cache(yard, record, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("POLICY_RULES_CACHE", "1")
    for _ in range(2):
        assert kept(scored(pr.load_ruleset(YARD), engine=record["engine"])) == record


def changed(tmp_path, file, before, after):
    """A copy of the ruleset with a text changed in one of its files."""
    folder = tmp_path / "yard"
    shutil.copytree(YARD, folder)
    path = folder / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "before", "after", "differences", "notes"),
    [
        pytest.param(
            "rules/1-yards.yaml",
            "requires: swept",
            "requires: swept or not(swept)",
            (
                "rule y-1-s1: recorded violated, now satisfied",
                "ledger line 2 (sweeping, deduct): recorded −4, now 0",
            ),
            ["ruleset"],
            id="rule",
        ),
        pytest.param(
            "rules/1-yards.yaml",
            "title: Swept",
            "title: Sweeping",
            (),
            ["ruleset"],
            id="a title only",
        ),
        pytest.param(
            "profiles/trial.yaml",
            "most_carts: 10",
            "most_carts: 2",
            ("rule y-1-s2: recorded satisfied, now violated",),
            ["ruleset", "parameters"],
            id="parameter",
        ),
        pytest.param(
            "sheets/2024.yaml",
            "deduct: 4",
            "deduct: 3",
            ("ledger line 2 (sweeping, deduct): recorded −4, now −3",),
            ["ruleset", "sheet"],
            id="sheet",
        ),
        pytest.param(
            "sheets/2024.yaml",
            "sheet: yards-2024",
            "sheet: yards-2025",
            (
                "sheet: recorded yards-2024, and there is none of that name now",
                "rule y-1-s3: recorded not_applicable, now not_applicable to violated",
                "score: recorded one, now none",
            ),
            ["ruleset"],
            id="no sheet",
        ),
        pytest.param(
            "sheets/2024.yaml",
            "given: manner, between: [0, 5]",
            "given: manner, between: [0, 3]",
            ("the record cannot be computed any more: the entry `manner` lies outside its bounds",),
            ["ruleset", "sheet"],
            id="no longer usable",
        ),
    ],
)
def test_a_changed_ruleset_is_told_with_the_first_line_that_differs(
    tmp_path, record, file, before, after, differences, notes
):
    folder = changed(tmp_path, file, before, after)
    found = replay(record, folder)
    assert found.differences[: len(differences)] == differences
    assert found.identical == (not differences)
    assert len(found.notes) == len(notes)
    for note, start in zip(found.notes, notes, strict=True):
        assert note.startswith(start)


def test_facts_that_are_declared_otherwise_now_are_left_out_and_named(tmp_path, record):
    folder = changed(
        tmp_path, "vocabulary/entities.yaml", "broken: {type: boolean", "broken: {type: [yes, no]"
    )
    sheet = folder / "sheets/2024.yaml"
    sheet.write_text(sheet.read_text("utf-8").replace("[c.broken, 3]", '[c.broken = "yes", 3]'), "utf-8")
    found = replay(record, folder)
    assert found.differences[0] == "ledger line 7 (order, deduct): recorded −9 to −7, now −9 to −3"
    assert found.notes[0] == "left out, since declared otherwise now: carts.broken"


def test_changed_facts_are_told_whether_or_not_the_result_is_another(record, yard):
    facts = record["facts"]["data"]["units"][0]
    for change, result in (
        (
            lambda: facts["lists"]["carts"][1].update(
                values={"broken": {"value": {"truth": ["true", "true"]}}}
            ),
            True,
        ),
        (lambda: facts.update(name="East Yard"), False),
    ):
        before = copy.deepcopy(facts)
        change()
        found = replay(record, yard)
        assert not found.identical
        assert found.differences[0].startswith("facts: recorded digest ")
        assert found.differences[0].endswith("the facts in the record are not those that it was made from")
        assert (len(found.differences) > 1) == result
        facts.clear()
        facts.update(before)
    assert replay(record, yard).identical


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("rules", "y-1-s1"), ["satisfied", "satisfied"], "rule y-1-s1: recorded satisfied, now violated"),
        (("rules", "y-1-s9"), ["excepted", "pending"], "rule y-1-s9: recorded excepted to pending, now gone"),
        (
            ("score", "ledger", 6, "change"),
            ["-9", "-9"],
            "ledger line 7 (order, deduct): recorded −9, now −9 to −7",
        ),
        (
            ("score", "ledger", 6, "missing"),
            [],
            "ledger line 7 (order, deduct): `missing` recorded none, now carts[c2].broken",
        ),
        (
            ("score", "items", "order"),
            {"at_least": "3", "at_most": "3", "none": 0},
            "item order: recorded 3, now 1 to 3",
        ),
        (("score", "steps", "grade"), None, "step grade: recorded none, now fair"),
        (("score", "grade"), ["fine", "good"], "grade: recorded fine or good, now fair"),
        (("score", "undecided"), ["k2"], "undecided objections: recorded k2, now none"),
        (("score",), None, "score: recorded none, now one"),
        (
            ("consequences", "y-1-s3", "status"),
            "certain",
            "consequence y-1-s3: `status` recorded certain, now excluded",
        ),
        ((), 7, "rule y-1-s1: not recorded, now violated"),
    ],
)  # fmt: skip
def test_a_changed_result_is_told(record, yard, path, value, told):
    at, key = record, "result"
    for step in path:
        at, key = at[key], step
    at[key] = value
    assert replay(record, yard).differences[0] == told


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("library", "0.0.9"),
        ("ruleset", {"name": "yard", "version": "7", "digest": "0"}),
        ("sheet", {"name": "yards-2024", "digest": "0"}),
        ("calendar", {"name": "PH", "source": "by hand", "digest": "0"}),
        ("parameters", {"profile": "trial", "digest": "0"}),
        ("as_of", "2025-07-01"),
        ("year", None),
        ("known_by", "2025-07-01"),
        ("engine", "reference"),
        ("seen", "by the clerk"),
    ],
)
def test_every_part_of_a_record_that_was_changed_is_told(record, yard, key, value):
    record[key] = value
    found = replay(record, yard)
    assert any(told.startswith(f"{key}: recorded ") for told in found.differences), found.differences


def test_a_result_with_a_part_that_nothing_computes_is_told(record, yard):
    record["result"]["score"]["seen"] = "by the clerk"
    (told,) = replay(record, yard).differences
    assert told.startswith("result: recorded digest ")


@pytest.mark.parametrize("seals", [None, [], ["x"], "", 1, {}])
def test_seals_that_are_none_hold_nothing(record, yard, seals):
    record["seals"] = seals
    found = replay(record, yard)
    assert not found.identical
    assert any(told.startswith("as_of: recorded not there") for told in found.differences)


@pytest.mark.parametrize("label", ["illustrative", "constructed"])
@pytest.mark.parametrize("told", [None, "a real unit, and real parameters"])
def test_a_label_that_holds_and_is_not_borne_is_a_difference(yard, tmp_path, label, told):
    """Also where the seals were made anew: whoever hands a record on must not make an invented unit real."""
    invented = tmp_path / "west.yaml"
    invented.write_text(
        WEST.read_text("utf-8").replace("{id: west,", "{id: west, constructed: true,", 1), "utf-8"
    )
    record = kept(yard.assess(invented, as_of=DAY, year=2024, profile="trial", sheet="yards-2024"))
    assert replay(record, yard).identical
    holds = record.pop(label)
    if told is not None:
        record[label] = told
    record["seals"] = seals_of(record)
    found = replay(record, yard)
    was = "without this label" if told is None else f"“{told}”"
    assert found.differences == (f"{label}: recorded {was}, now “{holds}”",)
    assert "记录" in found.differences_zh[0]


def test_a_label_that_does_not_hold_is_a_difference(record, yard):
    record["constructed"] = phrase("constructed", "en")
    record["seals"] = seals_of(record)
    found = replay(record, yard)
    assert [told.partition(":")[0] for told in found.differences] == ["constructed"]


def test_a_record_without_seals_says_so(record, yard):
    del record["seals"]
    found = replay(record, yard)
    assert found.identical
    assert [note.partition(":")[0] for note in found.notes] == ["seals"]


def test_lines_too_few_or_too_many_are_told(record, yard):
    ledger = record["result"]["score"]["ledger"]
    last = ledger.pop()
    assert replay(record, yard).differences == ("ledger line 13 (grade, approval): not recorded, now there",)
    ledger += [last, last]
    assert replay(record, yard).differences == ("ledger line 14 (grade, approval): recorded, now gone",)


def test_a_record_of_another_library_or_engine_is_computed_all_the_same(record, yard):
    record |= {"library": "0.0.9", "engine": "session"}
    record["seals"] = seals_of(record)
    found = replay(record, yard)
    assert found.identical
    assert found.notes == (
        f"library: recorded 0.0.9, now {pr.__version__}",
        "engine: recorded session, now reference",
    )
    assert str(found).splitlines()[2:] == [f"note: {note}" for note in found.notes]


@pytest.mark.parametrize("part", ["", "ruleset", "sheet", "parameters", "result", "facts"])
def test_a_key_that_was_added_and_sealed_anew_is_told(record, yard, part):
    held = record[part] if part else record
    held["approved"] = "by the mayor"
    record["seals"] = seals_of(record)
    found = replay(record, yard)
    where = f"`{part}`" if part else "the record"
    told = f"{where}: recorded `approved`, which no record has: the record was changed after it was made"
    assert found.differences == (told,)
    assert "本无此项" in found.differences_zh[0]
    with pytest.raises(pr.PolicyRulesError, match="which no record has"):
        again.assessment_again(record, yard)


def test_a_ruleset_of_another_name_and_without_the_profile_is_told(record, tmp_path):
    folder = changed(tmp_path, "ruleset.yaml", "name: yard", "name: garden")
    (folder / "profiles/trial.yaml").unlink()
    notes = replay(record, folder).notes
    assert notes[0] == "profile: recorded trial, and the ruleset has none of that name now"
    assert notes[1] == "ruleset: recorded yard, now garden"


def test_a_ruleset_that_does_not_ship_must_be_given(record):
    with pytest.raises(pr.RulesetError) as caught:
        replay(record)
    assert str(caught.value) == (
        "the record is of the ruleset `yard`, and none of that name ships\n"
        "  hint: say where it is: the folder of the ruleset"
    )
    with pytest.raises(pr.RulesetError, match="no ruleset `nowhere`"):
        replay(record, "nowhere")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": 2}, "the record is of the form `2`, and this library"),
        ({"as_of": "yesterday"}, "`as_of` needs a day, not `'yesterday'`"),
        ({"as_of": None}, "`as_of` needs a day, not `None`"),
        ({"known_by": 20250430}, "`known_by` needs a day"),
        ({"facts": None}, "the record cannot be read: one of its parts is of another form"),
        ({"unit": "east"}, "the facts of the record do not speak of `east`"),
        ({"ruleset": {}}, "the record lacks `name`"),
        ({"sheet": 5}, "the record cannot be read"),
        ({"facts": {"digest": "", "data": {"units": [{}]}}}, "the facts of the record cannot be read"),
    ],
)
def test_what_is_no_record_is_refused(record, yard, change, told):
    with pytest.raises(pr.PolicyRulesError, match=told):
        replay(record | change, yard)
    del record["result"]
    with pytest.raises(pr.PolicyRulesError, match="the record lacks `result`"):
        replay(record, yard)


def another(folder):
    """The same facts of another unit, without its history."""
    text = re.sub(r"^succession:\n(  .*\n)*", "", WEST.read_text("utf-8"), flags=re.MULTILINE)
    path = folder / "east.yaml"
    path.write_text(re.sub(r"\bid: west\b", "id: east", text, count=1), "utf-8")
    return path


def test_a_score_among_others_is_recorded_with_them(yard, tmp_path):
    ranking = "\n  place: {peers: rank, of: total, ties: shared}\n  grade:"
    ranked = pr.load_ruleset(changed(tmp_path, "sheets/2024.yaml", "\n  grade:", ranking))
    other = another(tmp_path)
    asked: dict[str, Any] = {"as_of": DAY, "year": 2024, "profile": "trial"}
    asked["sheets"] = {"west": "yards-2024", "east": "yards-2024"}
    together = ranked.assess_population(pr.load_facts(WEST, other), **asked).assessment("west")
    record = kept(together)
    assert record["among"] == {"west": "yards-2024", "east": "yards-2024"}
    assert together.score.steps["place"].hi == 2  # as far as is known, a tie
    assert replay(record, ranked).identical
    alone = record | {"among": {}}
    assert any("place" in line for line in replay(alone, ranked).differences)
    assert kept(scored(ranked))["among"] == {}
    assert replay(kept(scored(ranked)), ranked).identical  # alone, its rank is open


def test_units_whose_facts_are_bound_apart_have_no_common_record(yard, tmp_path):
    trial = yard.with_profile("trial")
    sheet, engine = trial.sheets["yards-2024"], ReferenceEngine()
    apart = [trial.bind(pr.load_facts(path)) for path in (WEST, another(tmp_path))]
    asked = [Asked(facts, next(iter(facts.units)), DAY, 2024, engine, "trial", sheet) for facts in apart]
    together = assess_population(trial.model, trial.program, asked).assessment("west")
    with pytest.raises(pr.PolicyRulesError, match="rests on units whose facts are elsewhere: east"):
        record_of(together)


def test_records_are_read_from_files(record, yard, tmp_path):
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record), "utf-8")
    assert replay(read_record(path), yard).to_dict() == {
        "illustrative": phrase("illustrative", "en"),
        **ruleset_head(yard.model),
        "unit": "west",
        "as_of": "2025-06-30",
        "identical": True,
        "differences": [],
        "notes": [],
    }
    for text, told in (
        ("{", "the record is not JSON"),
        ("[]", "a record is keys with values"),
        ('{"grade": ["good"], "grade": ["fair"]}', "the key `grade` stands twice"),
        ("\xe9", "not UTF-8"),
    ):
        path.write_text(text, "latin-1")
        with pytest.raises(pr.PolicyRulesError, match=told):
            read_record(path)
    with pytest.raises(pr.PolicyRulesError, match="the record cannot be read: no such file"):
        read_record(tmp_path / "none.json")


def test_the_ruleset_is_looked_for_by_the_name_in_the_record(yard, record, monkeypatch):
    monkeypatch.setattr(again, "load_ruleset", {"yard": yard}.__getitem__)
    assert replay(record).identical


@pytest.mark.heavy
def test_a_shipped_ruleset_is_found_by_its_name(henan):
    facts = pr.load_facts(Path(__file__).parents[2] / "examples" / "nanyang-2024.yaml")
    made = henan.assess(facts, as_of=datetime.date(2025, 11, 30), year=2024, profile="illustrative")
    found = replay(kept(made))
    assert found.identical, str(found)
    assert made.asked.sheet is not None


def test_the_engine_of_the_record_is_the_engine_that_computes_it_again(yard, record, monkeypatch):
    record["engine"] = "reference"
    record["seals"] = seals_of(record)
    run = []
    outcomes = ReferenceEngine.outcomes

    def counted(*args):
        run.append(1)
        return outcomes(*args)

    monkeypatch.setattr(ReferenceEngine, "outcomes", counted)
    assert replay(record, yard).identical
    assert run


# A calendar is part of what a record was made from ------------------------------------------------


def counting(root, days_off):
    """A ruleset that counts working days by a file of its own."""
    file = {"published": "2025", "days_off": days_off}
    return pr.load_ruleset(small.write(root, {"file": "calendar.yaml"}, file))


def answered(ruleset):
    work = {"from": "2025-03-03", "count": 1, "last": "2025-03-04"}
    return ruleset.assess({"unit": {"id": "u", "name": "u"}, "work": work}, as_of=DAY, year=2025)


def test_a_day_of_the_calendar_that_moved_is_told(tmp_path):
    record = kept(answered(counting(tmp_path / "one", ["2025-03-06"])))
    same = counting(tmp_path / "two", ["2025-03-06"])
    assert record["calendar"] == {
        "name": "calendar.yaml", "source": "calendar.yaml", "digest": same.calendar.digest
    }  # fmt: skip
    assert replay(record, same).notes == ()
    moved = counting(tmp_path / "three", ["2025-03-04"])
    found = replay(record, moved)
    before, after = (ruleset.calendar.digest[:12] for ruleset in (same, moved))
    told = f"{before}; now calendar.yaml of calendar.yaml, digest {after}"
    assert f"calendar: changed since (calendar.yaml of calendar.yaml, digest {told})" in found.notes
    assert found.differences == ("rule after: recorded satisfied, now violated",)


def test_another_edition_of_the_package_is_told_where_days_moved(tmp_path):
    ruleset = pr.load_ruleset(small.write(tmp_path, {"country": "PH", "published": "2025"}))
    record = kept(answered(ruleset))
    assert record["calendar"]["name"] == "PH" and record["calendar"]["source"].startswith("holidays ")
    calendar = ruleset.calendar
    assert calendar is not None
    works = bytearray(calendar.works)
    works[datetime.date(2025, 3, 4).timetuple().tm_yday - 1] = 0
    moved = evolve(calendar, works=bytes(works), source="holidays 99")
    model = evolve(ruleset.model, vocabulary=evolve(ruleset.model.vocabulary, calendar=moved))
    (note,) = replay(record, type(ruleset)(model, compile_rules(model)[0])).notes
    before, after = "PH of holidays [0-9.]+, digest [0-9a-f]{12}", "PH of holidays 99, digest [0-9a-f]{12}"
    assert re.fullmatch(rf"calendar: changed since \({before}; now {after}\)", note)
    again = evolve(calendar, source="holidays 99")  # no day moved
    model = evolve(ruleset.model, vocabulary=evolve(ruleset.model.vocabulary, calendar=again))
    assert replay(record, type(ruleset)(model, compile_rules(model)[0])).notes == ()


def test_a_record_of_before_there_were_calendars_is_read(tmp_path, yard, record):
    old = {key: value for key, value in record.items() if key != "calendar"}
    assert replay(old, yard).notes == () and record["calendar"] is None
    ruleset = counting(tmp_path, [])
    made = kept(answered(ruleset))
    del made["calendar"]
    (note,) = replay(made, ruleset).notes
    now = ruleset.calendar.digest[:12]
    assert note == f"calendar: changed since (none; now calendar.yaml of calendar.yaml, digest {now})"
    with pytest.raises(pr.PolicyRulesError, match="lacks `digest`"):
        replay({**made, "calendar": {"name": "x", "source": "y"}}, ruleset)


# Every field, in turn -----------------------------------------------------------------------------


def fields(data, path=()):
    """The path of each key and each value of a record, whatever its form, parts before the whole."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield from fields(value, (*path, key))
        yield (*path, key)


def another_than(value):
    """A value of the same sort that is another."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return str(datetime.date.fromisoformat(value) + datetime.timedelta(days=1))
        case str():
            return f"{value} "
        case list():
            return [*value, "more"]
        case dict():
            return {**value, "more": "more"}
    return "some"


def notices(record, ruleset):
    try:
        return not replay(record, ruleset).identical
    except pr.PolicyRulesError:
        return True


def unseen(record, ruleset, each):
    """The fields whose change, or whose lack, replay says nothing of.

    A record without any seals is one of before there were any, and replay notes that.
    """
    for path in list(fields(record))[::each]:
        for lost in (False, True):
            changed = copy.deepcopy(record)
            at = changed
            for step in path[:-1]:
                at = at[step]
            if lost:
                del at[path[-1]]
            else:
                at[path[-1]] = another_than(at[path[-1]])
            if not notices(changed, ruleset) and (path, lost) != (("seals",), True):
                yield path, lost


@pytest.mark.parametrize("each", few(11, 1))
def test_no_field_can_be_changed_or_left_out_unseen(yard, each):
    made = kept(scored(yard, known_by=datetime.date(2025, 3, 31)))
    assert made["known_by"] and made["sheet"] and len(list(fields(made))) > 500
    assert list(unseen(made, yard, each)) == []


def test_nor_of_a_record_with_a_calendar(tmp_path):
    ruleset = counting(tmp_path, ["2025-03-06"])
    made = kept(answered(ruleset))
    assert made["calendar"]
    assert list(unseen(made, ruleset, 1)) == []
