"""The service of docs/tutorials/service.md: each request of its page, a reload, many clients at once."""

from __future__ import annotations

import concurrent.futures
import contextlib
import importlib.util
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import yaml
from fastapi.testclient import TestClient

import policy_rules as pr
from use.libraries import HERE

PAGE = Path(__file__).parents[2] / "docs" / "tutorials" / "service.md"
APP = PAGE.with_suffix("") / "app.py"
REQUEST = re.compile(r"^```json POST (\S+)\n(.*?)^```\n\n```json (\d+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
REQUESTS = REQUEST.findall(PAGE.read_text("utf-8"))
CLIENTS, EACH = 8, 60
ABOUT = {"as_of": "2025-03-01", "year": 2024, "profile": "usual"}
ONE = '"facts": {"unit": {"id": "x"}}, "as_of": "2025-12-01"'
FILE = str(HERE / "elm-library.yaml")
LONG = "6.00000000000000000001"


def service(ruleset: str) -> TestClient:
    """The service on a ruleset, in this process."""
    spec = importlib.util.spec_from_file_location("service_app", APP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return TestClient(module.create_app(ruleset))


@pytest.fixture(scope="module")
def act() -> TestClient:
    return service("plain-writing")


def check_holds(expected: Any, found: Any) -> None:
    """What the page tells is in the answer; the answer may hold more in its mappings."""
    if isinstance(expected, dict):
        assert expected.keys() <= found.keys()
        for key, value in expected.items():
            check_holds(value, found[key])
    elif isinstance(expected, list):
        assert len(expected) == len(found), found
        for one, other in zip(expected, found, strict=True):
            check_holds(one, other)
    else:
        assert expected == found


def test_the_page_has_its_requests() -> None:
    assert [status for _, _, status, _ in REQUESTS] == ["200", "200", "422", "422"]


@pytest.mark.parametrize(("path", "body", "status", "answer"), REQUESTS)
def test_the_page_is_answered_as_it_says(
    act: TestClient, path: str, body: str, status: str, answer: str
) -> None:
    found = act.post(path, content=body)
    assert found.status_code == int(status), found.text
    check_holds(json.loads(answer), found.json())


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("[", "the body is no JSON"),
        ("[1]", "the body is an object with `facts`"),
        ('{"facts": {"unit": {"id": "x"}}, "as_off": "2025-12-01", "as_of": "2025-12-01"}', "as_off"),
        ('{"facts": {"unit": {"id": "x"}}}', "`as_of`"),
        ('{"facts": {"unit": {"id": "x"}}, "as_of": "2025-12-01", "rules": ["pw-4"]}', "no rule `pw-4`"),
        ('{"facts": {"unit": {"id": "x", "kind": 1e400000}}, "as_of": "2025-12-01"}', "unit.kind"),
        ('{ASKED, "facts": {}}', "`facts` stands twice"),
        ('{ASKED, "sheet": {"unit": {"id": 1, "id": 2}}}', "`id` stands twice"),
        ("[" * 200_000, "the body is no JSON"),
        # what names a file on this machine
        ('{"facts": "FILE", "as_of": "2025-12-01"}', "the body is an object with `facts`"),
        ('{"facts": ["FILE"], "as_of": "2025-12-01"}', "the body is an object with `facts`"),
        ('{ASKED, "profile": "FILE"}', "is no profile"),
        ('{ASKED, "decisions": "FILE"}', "nothing is asked by `decisions`"),
        # what is no list of names
        ('{ASKED, "rules": 5}', "`rules` needs a list"),
        ('{ASKED, "rules": "pw-4-b"}', "`rules` needs a list"),
        ('{ASKED, "parts": 5}', "`parts` needs a list"),
        ('{ASKED, "outcomes": true}', "`outcomes` needs a list"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_422(act: TestClient, body: str, what: str) -> None:
    found = act.post("/assess", content=body.replace("ASKED", ONE).replace("FILE", FILE))
    assert found.status_code == 422, found.text
    assert any(what in f"{fault['at']} {fault['what']} {fault['hint']}" for fault in found.json()["faults"])


def test_a_decimal_of_a_body_is_exact() -> None:
    facts = yaml.safe_load((HERE / "elm-library.yaml").read_text("utf-8"))
    body = json.dumps({"facts": facts, **ABOUT, "parts": ["score"]}, default=str)
    found = service(str(HERE / "library")).post(
        "/assess", content=body.replace('"value": 6,', f'"value": {LONG},')
    )
    assert "lies off its grid" in found.text, "a float would be 6 itself"


def test_a_reload_takes_what_the_folder_says_now_and_keeps_the_old_where_it_has_faults(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(HERE / "library", folder)
    client = service(str(folder))
    before = client.get("/ruleset").json()["digest"]
    assert client.post("/reload").json()["digest"] == before
    named = folder / "ruleset.yaml"
    text = named.read_text("utf-8")
    named.write_text(re.sub(r"^version: .*\n", "", text, flags=re.MULTILINE) + 'version: "9"\n', "utf-8")
    after = client.post("/reload").json()
    assert after["version"] == "9"
    assert after["digest"] != before
    named.write_text("name: [", "utf-8")
    assert client.post("/reload").status_code == 422
    assert client.get("/ruleset").json() == after


def units() -> list[dict[str, Any]]:
    """What the clients ask: units of all sorts, under both profiles; the facts of some cannot be used."""
    draw, found = random.Random(20261129), []
    for n in range(40):
        facts: dict[str, Any] = {"unit": {"id": f"u{n}", "level": draw.choice(["town", "county"])}}
        if draw.random() < 0.7:
            facts["rooms"] = {"heated": draw.random() < 0.5, "seats": draw.choice([0, 35, 60, 61])}
        if draw.random() < 0.5:
            facts["fines"] = [
                {"id": f"f{i}", "amount": draw.randint(0, 5)} for i in range(draw.randint(1, 9))
            ]
        if draw.random() < 0.5:
            facts["complete"] = [{"list": "fines", "by": "clerk", "date": "2025-03-01"}]
        found.append({"facts": facts, **ABOUT, "profile": draw.choice(["usual", "strict"])})
    return found


def alone(ruleset: pr.Ruleset, asked: dict[str, Any]) -> tuple[int, Any]:
    """What one thread says, as the service would."""
    facts, about = asked["facts"], {key: value for key, value in asked.items() if key != "facts"}
    try:
        return 200, json.loads(json.dumps(ruleset.assess(facts, **about).to_dict()))
    except pr.PolicyRulesError as error:
        return 422, [fault.what for fault in error.faults]


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The service on a folder, with uvicorn in a process of its own: its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [sys.executable, "-m", "uvicorn", "--app-dir", str(APP.parent), "app:app", "--port", str(port)]
    with subprocess.Popen(
        [*line, "--log-level", "warning"], env={**os.environ, "RULESET": str(folder)}
    ) as server:
        try:
            at = f"http://127.0.0.1:{port}"
            for _ in range(600):
                with contextlib.suppress(httpx.ConnectError):
                    httpx.get(f"{at}/ruleset")
                    break
                time.sleep(0.1)
            yield at
        finally:
            server.terminate()


@pytest.mark.heavy
def test_eight_clients_and_a_reload_are_answered_as_one_thread_answers(tmp_path: Path) -> None:
    folder, changed = tmp_path / "library", tmp_path / "changed"
    for each in (folder, changed):
        shutil.copytree(HERE / "library", each)
    rule = Path("ordinance") / "1-rooms.yaml"
    text = (folder / rule).read_text("utf-8")
    assert text.count("requires: rooms.heated\n") == 1
    (changed / rule).write_text(
        text.replace("requires: rooms.heated\n", "requires: not(rooms.heated)\n"), "utf-8"
    )
    asked = units()
    rulesets = [pr.load_ruleset(each) for each in (folder, changed)]
    expected = {r.digest: [alone(r, one) for one in asked] for r in rulesets}
    assert len(expected) == 2
    half = threading.Barrier(CLIENTS + 1)

    def client(at: str, number: int) -> list[tuple[int, float, int, Any]]:
        draw, found = random.Random(number), []
        with httpx.Client(base_url=at, timeout=60) as http:
            for n in range(EACH):
                if n == EACH // 2:
                    half.wait(60)
                which = draw.randrange(len(asked))
                began = time.perf_counter()
                answer = http.post("/assess", json=asked[which])
                found.append((which, time.perf_counter() - began, answer.status_code, answer.json()))
        return found

    with served(folder) as at, concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        jobs = [pool.submit(client, at, number) for number in range(CLIENTS)]
        half.wait(60)
        shutil.copy(changed / rule, folder / rule)
        assert httpx.post(f"{at}/reload", timeout=60).status_code == 200
        found = [one for job in jobs for one in job.result()]
    seen = set()
    for which, _, status, answer in found:
        if status == 422:
            told = (422, [fault["what"] for fault in answer["faults"]])
            assert any(said[which] == told for said in expected.values())
        else:
            seen.add(answer["ruleset_digest"])
            assert (status, answer) == expected[answer["ruleset_digest"]][which]
    assert seen == expected.keys(), "answers of both rulesets"
    times = sorted(1000 * took for _, took, _, _ in found)
    middle, last = statistics.median(times), times[int(0.99 * len(times))]
    print(f"{len(times)} answers, {CLIENTS} clients: p50 {middle:.1f} ms, p99 {last:.1f} ms")  # noqa: T201
