"""A ruleset from its cache is the ruleset from its files, and no cache file is believed that may be old."""

from __future__ import annotations

import copy
import datetime
import gc
import os
import pickle
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from time import time_ns
from unittest import mock

import pytest
from attrs import evolve, fields, has

from policy_rules import RulesetError, cache, load_ruleset
from policy_rules.cache import seal
from policy_rules.cli import main
from policy_rules.core.nodes import Node
from policy_rules.examples import check_examples, told_outcome
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import static_facts, used_words
from policy_rules.memo import Memo
from policy_rules.policy import Ruleset, find_ruleset
from policy_rules.reference.trace import Tracer
from policy_rules.results.example_views import program_of
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.sheet_heads import heads_of

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "src" / "policy_rules" / "ruleset" / "template"
LOADED = import_module("policy_rules.cache.loaded")
RULE, FILE = "reg-1-s1", "regulation/1-opening.yaml"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    monkeypatch.delenv("POLICY_RULES_CACHE", raising=False)
    return tmp_path / "kept" / "policy_rules"


@pytest.fixture
def town(tmp_path):
    """A small ruleset whose files have lain untouched for a day."""
    shutil.copytree(SMALL, tmp_path / "town")
    (tmp_path / "town" / "profiles").mkdir()
    (tmp_path / "town" / "profiles" / "trial.yaml").write_text("timely_days: {default: 10}", "utf-8")
    for path in (tmp_path / "town").rglob("*"):
        settle(path)
    return tmp_path / "town"


def settle(path, seconds=86_400):
    then = time_ns() - seconds * 1_000_000_000
    os.utime(path, ns=(then, then))


def fresh(root):
    """The ruleset from its files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICY_RULES_CACHE", "0")
        return load_ruleset(root)


def kept_one(root):
    """The ruleset from its cache."""
    found = cache.recall(find_ruleset(root))
    assert found is not None
    return Ruleset(*found)


def told(value, seen=None):
    """Everything that hangs on a value, as plain data; what stands in two places is told once."""
    seen = {} if seen is None else seen
    if isinstance(value, Mapping):
        return {key: told(inner, seen) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [told(inner, seen) for inner in value]
    if isinstance(value, Memo):
        return "what has been made of it"
    if not has(type(value)):
        return value
    if isinstance(value, Node):
        if id(value) in seen:
            return seen[id(value)]
        seen[id(value)] = f"#{len(seen)}"
    inner = {f.name: told(getattr(value, f.name.removeprefix("_")), seen) for f in fields(type(value))}
    return type(value).__name__, inner


def assert_alike(one, other):
    assert told(one.model) == told(other.model)
    assert told(one.program.rules) == told(other.program.rules)
    assert list(one.program.by_id) == list(other.program.by_id)
    assert all(other.program.by_id[r.id] is r for r in other.program.rules)
    assert_known(other)


def assert_known(other):
    """What the cache tells of sheets and rules without reading them is what they say."""
    anew = Program(other.model, other.program.rules, other.program.by_id)
    assert used_words(other.program) == used_words(anew)
    assert static_facts(anew) == static_facts(other.program)
    assert list(heads_of(other.model.sheets)) == list(heads_of(dict(other.model.sheets)))


def test_a_small_ruleset_is_the_same_from_its_cache(kept, town):
    load_ruleset(town)
    one = fresh(town)
    assert sorted(f.suffix or f.name for f in kept.iterdir()) == [".ruleset", "key"]
    other = kept_one(town)
    assert_alike(one, other)
    reports = [check_examples(r) for r in (one, other)]
    assert reports[0] == reports[1]
    assert reports[0].count > 0
    assert told(one.with_profile("trial").model) == told(other.with_profile("trial").model)
    assert repr(one) == repr(other)


@pytest.mark.parametrize("collects", [True, False])
def test_what_was_read_anew_is_held_as_the_cache_has_it(kept, town, collects):
    """Its trees are made when they are looked at; a command, which collects nothing, keeps what it read."""
    was = gc.isenabled()
    (gc.enable if collects else gc.disable)()
    try:
        rule = load_ruleset(town).program.rules[0]
    finally:
        (gc.enable if was else gc.disable)()
    with pytest.raises(AttributeError) if collects else nullcontext():
        object.__getattribute__(rule, "finding")
    assert rule.finding is not None


@pytest.mark.parametrize(("many", "collected"), [(LOADED.MANY, 0), (0, 1)])
def test_what_reading_leaves_is_collected_where_it_is_much(kept, town, monkeypatch, many, collected):
    """A full collection goes through all that the host holds: no small ruleset is worth that."""
    collect = mock.Mock()
    monkeypatch.setattr(gc, "collect", collect)
    monkeypatch.setattr(LOADED, "MANY", many)
    load_ruleset(town)
    assert collect.call_count == collected


@pytest.mark.parametrize("folder", ["use/library", "use/towns", "ruleset/good/town"])
def test_rulesets_with_more_in_them_are_the_same_from_their_caches(kept, tmp_path, folder):
    root = tmp_path / "copied"
    shutil.copytree(ROOT / "tests" / folder, root)
    for path in root.rglob("*"):
        settle(path)
    load_ruleset(root)
    one, other = fresh(root), kept_one(root)
    assert_alike(one, other)
    assert check_examples(one) == check_examples(other)
    if folder.startswith("use/"):  # those of the town are no more than read
        sheets = [[told(evolve(s, possible=None)) for s in r.sheets.values()] for r in (one, other)]
        assert sheets[0] == sheets[1] != []


@pytest.mark.parametrize(
    "folder", sorted({str(f.parent.relative_to(ROOT)) for f in ROOT.glob("tests/**/ruleset.yaml")})
)
def test_no_ruleset_is_left_without_a_cache(kept, tmp_path, folder):
    """What a class is not listed for is not kept, and nothing tells it but the time that loading takes."""
    root = tmp_path / "copied"
    shutil.copytree(ROOT / folder, root)
    load_ruleset(root)
    assert_alike(fresh(root), kept_one(root))


def test_without_a_cache_no_answer_waits_for_what_a_cache_would_tell(town, monkeypatch):
    monkeypatch.setenv("POLICY_RULES_CACHE", "0")
    monkeypatch.setattr(LOADED, "MANY", 0)
    collect = mock.Mock()
    monkeypatch.setattr(gc, "collect", collect)
    ruleset = load_ruleset(town)
    assert collect.call_count == 1
    with mock.patch("policy_rules.lowering.static_facts.static_rows") as found_anew:
        static_facts(ruleset.program)
    assert not found_anew.called


def test_henan_is_kept():
    load_ruleset("henan")
    assert cache.recall(find_ruleset("henan")) is not None


@pytest.mark.heavy
def test_henan_is_the_same_from_its_cache(kept):
    load_ruleset("henan")
    one, other = fresh("henan"), kept_one("henan")
    assert list(one.rules) == list(other.rules)
    assert [r.id for r in one.program.rules] == [r.id for r in other.program.rules]
    for name in {f.name for f in fields(type(one.model))} - {"rules", "trees"}:
        assert told(getattr(one.model, name)) == told(getattr(other.model, name)), name
    for id_ in list(one.rules)[::25]:
        assert told(one.rules[id_]) == told(other.rules[id_])
        programs = [program_of(r.program, id_).rules for r in (one, other)]
        assert told(programs[0]) == told(programs[1])
        assert check_examples(other, only=id_).faults == ()
    assert_known(other)
    assert [s.name for s in one.sheets.values()] == [s.name for s in other.sheets.values()]


@pytest.mark.heavy
@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_an_assessment_is_the_same_from_the_cache(kept, engine):
    load_ruleset("henan")
    rulesets = fresh("henan"), kept_one("henan")
    asked = {"as_of": datetime.date(2025, 3, 1), "year": 2024, "profile": "illustrative", "engine": engine}
    answers = [r.assess(ROOT / "examples" / "nanyang.yaml", **asked).to_dict() for r in rulesets]
    assert answers[0] == answers[1]


def test_what_is_told_of_an_example_names_the_line_of_its_file(kept, town):
    load_ruleset(town)
    ruleset = kept_one(town)
    rule = ruleset.rules[RULE]
    wrong = "satisfied" if rule.examples[0].expect != "satisfied" else "violated"
    turned = evolve(rule, examples=(evolve(rule.examples[0], expect=wrong),))
    assert turned != rule
    assert evolve(rule) == rule
    model = evolve(ruleset.model, rules={**ruleset.rules, rule.id: turned})
    (fault,) = check_examples(type(ruleset)(model, ruleset.program), only=rule.id).faults
    assert fault.place.file == str(town / FILE)
    assert told_outcome(0, 4) == "unknown"


@pytest.mark.parametrize("way", [pickle.dumps, copy.deepcopy], ids=["pickled", "copied"])
def test_a_ruleset_from_its_cache_can_be_copied(kept, town, way):
    load_ruleset(town)
    rule = kept_one(town).rules[RULE]
    again = way(rule)
    assert (pickle.loads(again) if isinstance(again, bytes) else again) == fresh(town).rules[RULE]


# -- old caches ------------------------------------------------------------------------------------


def changed(town):
    file = town / FILE
    file.write_text(file.read_text("utf-8").replace("title: ", "title: New ", 1), "utf-8")


def changed_within_the_same_tick(town):
    """Same length, same time of change."""
    file = town / FILE
    stat = file.stat()
    text = file.read_text("utf-8")
    file.write_text(text.replace("title: O", "title: U", 1), "utf-8")
    assert file.read_text("utf-8") != text
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def added(town):
    shutil.copy(town / "profiles" / "trial.yaml", town / "profiles" / "other.yaml")


def removed(town):
    (town / "profiles" / "trial.yaml").unlink()


def renamed(town):
    (town / "profiles" / "trial.yaml").rename(town / "profiles" / "try.yaml")


@pytest.mark.parametrize("change", [changed, added, removed, renamed])
def test_a_change_of_the_files_is_seen(kept, town, change):
    before = load_ruleset(town)
    kept_one(town)
    change(town)
    assert cache.recall(town) is None
    after = load_ruleset(town)
    assert (after.model.digest, told(after.model)) != (before.model.digest, told(before.model))
    assert_alike(fresh(town), after)
    assert_alike(after, kept_one(town))


def test_a_change_within_one_tick_of_the_clock_is_seen(kept, town):
    for path in town.rglob("*"):
        settle(path, 0)
    load_ruleset(town)
    kept_one(town)
    changed_within_the_same_tick(town)
    assert cache.recall(town) is None


def test_files_touched_but_not_changed_keep_their_cache(kept, town):
    load_ruleset(town)
    settle(town / "ruleset.yaml", 0)
    kept_one(town)


def upgrade(monkeypatch):
    """The package of calendars as if it were another edition."""
    for module in ("policy_rules.cache.stamp", "policy_rules.cache.store"):
        monkeypatch.setattr(sys.modules[module], "edition", lambda: "another")


def test_another_edition_of_the_package_of_calendars_is_seen(kept, town, monkeypatch):
    before = load_ruleset(town)
    kept_one(town)
    upgrade(monkeypatch)
    assert cache.recall(town) is None
    assert_alike(before, load_ruleset(town))
    assert_alike(before, kept_one(town))


def test_a_ruleset_without_a_calendar_does_not_mind_the_package(kept, tmp_path, monkeypatch):
    yard = shutil.copytree(Path(__file__).parent / "replay" / "yard", tmp_path / "yard")
    load_ruleset(yard)
    upgrade(monkeypatch)
    kept_one(yard)


def test_an_upgraded_package_is_another_edition(tmp_path):
    """A package like it, in a folder of its own: as it is, and replaced by files of another version."""
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from policy_rules.values.country_calendar import edition; print(edition())"
    )

    def edition(version):
        info = f"holidays-{version}.dist-info"
        for name in ("holidays/__init__.py", "holidays/version.py", f"{info}/RECORD"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(version, "utf-8")
            settle(tmp_path / name, 0)
        (tmp_path / "holidays" / "countries").mkdir(exist_ok=True)
        command = [sys.executable, "-c", code]
        found = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in "12"]
        shutil.rmtree(tmp_path / info)
        assert found[0] == found[1]
        return found[0]

    assert len({edition("0.109"), edition("0.110"), ""}) == 3


def test_a_file_that_became_wrong_is_told_and_not_kept(kept, town):
    load_ruleset(town)
    (town / "ruleset.yaml").write_text("name: [", "utf-8")
    for _ in range(2):
        with pytest.raises(RulesetError):
            load_ruleset(town)


def test_a_change_while_the_files_are_read_leaves_no_cache(kept, town):
    model, _ = read_ruleset(town)
    assert model is not None
    before = cache.stamp(town)
    changed(town)
    cache.remember(town, before, model, fresh(town).program)
    assert not kept.exists() or list(kept.iterdir()) == []


@pytest.mark.parametrize("other", ["format", "module"])
def test_another_version_has_another_cache(kept, town, monkeypatch, other):
    load_ruleset(town)
    kept_one(town)
    monkeypatch.setattr(seal, "library", lambda: other.encode().ljust(32))
    assert cache.recall(town) is None


# -- broken caches ---------------------------------------------------------------------------------


def test_a_damaged_cache_is_passed_over(kept, town):
    load_ruleset(town)
    (file,) = kept.glob("*.ruleset")
    good = file.read_bytes()
    middle = len(good) // 2
    turned = good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :]
    for data in (b"", good[:40], good[:-1], good + b"x", turned):
        file.write_bytes(data)
        assert cache.recall(town) is None
        assert_alike(fresh(town), load_ruleset(town))
        kept_one(town)


def test_a_cache_folder_that_cannot_be_used_is_passed_over(tmp_path, town, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert_alike(fresh(town), load_ruleset(town))
    assert_alike(fresh(town), load_ruleset(town))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be written")
def test_a_folder_that_may_not_be_written_is_passed_over(kept, town):
    kept.mkdir(parents=True)
    kept.chmod(0o500)
    assert_alike(fresh(town), load_ruleset(town))
    assert list(kept.iterdir()) == []
    kept.chmod(0o700)


def test_the_cache_can_be_turned_off(kept, town, monkeypatch):
    monkeypatch.setenv("POLICY_RULES_CACHE", "0")
    load_ruleset(town)
    assert not kept.exists()
    assert cache.folder() is None


def test_the_cache_is_the_users(tmp_path, monkeypatch):
    monkeypatch.delenv("POLICY_RULES_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache.folder() == tmp_path / ".cache" / "policy_rules"


def test_nothing_of_the_library_imports_pickle():
    for path in (ROOT / "src" / "policy_rules").rglob("*.py"):
        assert "pickle" not in path.read_text("utf-8"), path


# -- several at once -------------------------------------------------------------------------------


def test_several_processes_write_and_read_at_once(kept, town):
    code = "import sys, policy_rules; print(len(policy_rules.load_ruleset(sys.argv[1]).rules))"
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(town)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    expected = str(len(fresh(town).rules))
    assert [p.communicate()[0].strip() for p in started] == [expected] * 4
    assert sorted(f.suffix or f.name for f in kept.iterdir()) == [".ruleset", "key"]
    kept_one(town)


def test_threads_that_ask_at_once_get_the_same(kept, town):
    load_ruleset(town)
    ruleset = kept_one(town)
    barrier, got = threading.Barrier(8), []

    def ask():
        barrier.wait()
        got.append((ruleset.program.rules, ruleset.rules[RULE].examples))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(rules is got[0][0] and examples is got[0][1] for rules, examples in got)


def test_the_collector_is_left_as_it_was(kept, town):
    import gc

    load_ruleset(town)
    assert gc.isenabled()
    gc.disable()
    try:
        load_ruleset(town)
        assert not gc.isenabled()
    finally:
        gc.enable()


# -- answers -----------------------------------------------------------------------------------------


def asked(town, tmp_path, capsys, told="opening: {hours_per_week: 30}"):
    """What a command says of a unit."""
    facts = tmp_path / "facts.yaml"
    facts.write_text(f"unit: {{id: t, is_public_library: true}}\n{told}\n", "utf-8")
    main(["assess", str(facts), "--ruleset", str(town), "--as-of", "2025-03-01", "--year", "2024", "--json"])
    return capsys.readouterr()


def test_a_command_again_asks_the_reference_for_nothing_that_is_kept(
    kept, town, tmp_path, monkeypatch, capsys
):
    load_ruleset(town)
    first = asked(town, tmp_path, capsys, "")
    assert {f.suffix for f in kept.iterdir()} == {".ruleset", ".answers", ""}
    ends, evaluated = Tracer.ends, []

    def counted(self, rule):
        evaluated.append(rule.id)
        return ends(self, rule)

    monkeypatch.setattr(Tracer, "ends", counted)
    assert asked(town, tmp_path, capsys, "") == first
    assert evaluated == []
    told = asked(town, tmp_path, capsys)
    (kept / next(kept.glob("*.answers"))).unlink()
    assert asked(town, tmp_path, capsys) == told


def test_answers_of_another_ruleset_are_not_taken(kept, town, tmp_path, capsys):
    load_ruleset(town)
    asked(town, tmp_path, capsys)
    model = kept_one(town).model
    assert cache.answers_of(model)
    assert cache.answers_of(evolve(model, digest="another")) == {}
    file = next(kept.glob("*.answers"))
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert cache.answers_of(model) == {}
