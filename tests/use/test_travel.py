"""Results travel: pickled, into process pools, across a fork, and they say there what they said here."""

from __future__ import annotations

import asyncio
import copy
import multiprocessing
import os
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest

import policy_rules as pr

from .libraries import DAY, HERE, RULESET, elm

ELM = str(HERE / "elm-library.yaml")
ASKED: dict[str, Any] = {"as_of": DAY, "year": 2024, "profile": "usual"}


def made():
    """Everything that can be shown, by its name; some parts of it have been looked at."""
    assessment = elm()
    assert str(assessment)
    return {
        "assessment": assessment,
        "not looked at": elm(),
        "finding": assessment.findings[0],
        "score": assessment.score,
        "next fact": elm(profile="strict").next_facts(),
        "comparison": assessment.what_if({"rooms.seats": 1}),
        "population": RULESET.assess_population(ELM, **ASKED),
        "questions": RULESET.questions(),
        "law": RULESET.law_changes(DAY, DAY),
        "ruleset": RULESET,
        "facts": RULESET.bind(ELM),
        "record": pr.replay.record_of(assessment),
        "replay": pr.replay.replay(pr.replay.record_of(assessment), RULESET),
    }


THINGS = made()


def pickled(thing):
    return pickle.loads(pickle.dumps(thing))


def told(thing):
    if hasattr(thing, "to_dict"):
        return thing.to_dict()
    return [told(one) for one in thing] if isinstance(thing, tuple) else thing


@pytest.mark.parametrize("name", THINGS)
@pytest.mark.parametrize(
    "way", [lambda x: pickle.loads(pickle.dumps(x)), copy.deepcopy], ids=["pickled", "copied"]
)
def test_what_has_travelled_says_the_same(name, way):
    assert told(way(THINGS[name])) == told(THINGS[name])


def test_a_copy_shares_the_ruleset_which_does_not_change():
    for name in ("assessment", "finding", "comparison", "population"):
        again, thing = copy.deepcopy(THINGS[name]), THINGS[name]
        again, thing = (getattr(x, "before", x) for x in (again, thing))
        assert again.model is thing.model, name
    again = copy.deepcopy(RULESET)
    assert (again.model, again.program) == (RULESET.model, RULESET.program)
    assert again.program is RULESET.program


def test_what_has_travelled_can_be_asked_on():
    again = pickle.loads(pickle.dumps(THINGS["assessment"]))
    assert told(again.what_if({"rooms.seats": 1})) == told(THINGS["comparison"])
    assert again.consequences == THINGS["assessment"].consequences
    population = pickle.loads(pickle.dumps(THINGS["population"]))
    assert told(population.assessment("elm")) == told(THINGS["population"].assessment("elm"))
    ruleset = pickle.loads(pickle.dumps(RULESET))
    assert told(ruleset.assess(ELM, **ASKED)) == told(THINGS["assessment"])


def test_an_error_travels_with_its_faults():
    with pytest.raises(pr.FactsError) as error:
        RULESET.bind({"unit": {"id": "x", "name": "x"}, "romms": {}})
    again = pickle.loads(pickle.dumps(error.value))
    assert (type(again), again.faults, str(again)) == (pr.FactsError, error.value.faults, str(error.value))


def with_seats(number):
    return {"unit": {"id": "x", "name": "x", "level": "town"}, "rooms": {"seats": number}}


def seats(number):
    return RULESET.assess(with_seats(number), **ASKED)


@pytest.mark.parametrize("start", ["spawn", "fork"])
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_pool_of_processes_gives_what_one_gives(start):
    if start not in multiprocessing.get_all_start_methods():
        pytest.skip("not of this system")
    numbers = range(10, 50, 10)
    with ProcessPoolExecutor(2, multiprocessing.get_context(start)) as pool:
        work = [pool.submit(RULESET.assess, with_seats(n), **ASKED) for n in numbers]
        found = [one.result(300) for one in work]
    assert [told(one) for one in found] == [told(seats(n)) for n in numbers]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_fork_in_the_middle_of_work_in_threads_still_answers():
    """Locks that another thread held when the process was forked are not held in the child for ever."""
    fork = multiprocessing.get_context("fork")
    with ThreadPoolExecutor(2) as pool:
        work = [pool.submit(pr.load_ruleset, HERE / "library") for _ in range(6)]
        children = [fork.Process(target=answers) for _ in range(3)]
        for child in children:
            child.start()
        for child in children:
            child.join(120)
        assert [child.exitcode for child in children] == [0, 0, 0]
        assert {one.result().digest for one in work} == {RULESET.digest}


def answers():
    assert told(pr.load_ruleset(HERE / "library").assess(ELM, **ASKED))["format"] == 1


def test_tasks_of_one_loop_give_what_one_gives():
    async def all_of_them():
        return await asyncio.gather(*(asyncio.to_thread(seats, n) for n in (10, 30, 10, 30)))

    found = asyncio.run(all_of_them())
    assert [told(one) for one in found] == [told(seats(n)) for n in (10, 30, 10, 30)]
