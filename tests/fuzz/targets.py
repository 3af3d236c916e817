"""What is given spoilt inputs: facts, rulesets, sheets, FEEL, records, cache files, command lines."""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import marshal
import os
import random
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

import policy_rules as pr
from policy_rules import cache
from policy_rules.cache.seal import seal
from policy_rules.cli import main as command
from policy_rules.replay import read_record, record_of

HERE = Path(__file__).resolve().parent
LIBRARY = HERE.parent / "use" / "library"
ELM = HERE.parent / "use" / "elm-library.yaml"
ASKED: dict[str, Any] = {"as_of": datetime.date(2025, 3, 1), "year": 2024, "profile": "usual"}
NO_RULESET = ("diff", "schema", "readings", "questions")
WORDS: dict[str, list[Any]] = yaml.safe_load((HERE / "words.yaml").read_text("utf-8"))
WORD = re.compile(r"[\w.%-]+")
PIECES = [*WORDS["pieces"], "9" * 5000, "[" * 200, "(" * 300, "a." * 200]


class Folder:
    """A place for files: a ruleset to spoil, its record, its cache file; what is good is made once."""

    def __init__(self, place: Path) -> None:
        self.place, self.town, self.cache = place, place / "town", place / "cache"
        os.chdir(place)  # `.` on a command line is this
        os.environ["XDG_CACHE_HOME"] = str(self.cache)
        shutil.copytree(LIBRARY, self.town)
        self.ruleset = pr.load_ruleset(self.town)
        self.facts = ELM.read_text("utf-8")
        self.record = json.dumps(record_of(self.ruleset.assess(ELM, **ASKED)), ensure_ascii=False)
        self.kept = next((self.cache / "policy_rules").glob("*.ruleset"))
        self.body = self.kept.read_bytes()
        self.rules = list(self.ruleset.rules)
        self.sheets = sorted((LIBRARY / "sheets").iterdir())
        self.files = sorted(p for p in LIBRARY.rglob("*.*") if p.is_file())

    def written(self, name: str, text: str) -> Path:
        file = self.place / name
        file.write_text(text, "utf-8", errors="surrogatepass", newline="")
        return file


def spoilt(draw: random.Random, text: str) -> str:
    """The text with some stretches replaced by pieces, or by others of its own."""
    for _ in range(draw.choice((1, 1, 2, 4))):
        words = list(WORD.finditer(text))
        if words and draw.random() < 0.6:  # one word for another
            one, other = draw.choice(words), draw.choice(words)
            put = other.group() if draw.random() < 0.7 else str(draw.choice(WORDS["pieces"]))
            text = text[: one.start()] + put + text[one.end() :]
            continue
        at, length = draw.randint(0, len(text)), draw.choice((0, 0, 1, 3, 12))
        own = draw.randint(0, len(text))
        piece = draw.choice(PIECES) if draw.random() < 0.4 else text[own : own + draw.randint(1, 40)]
        text = text[:at] + piece + text[at + length :]
    return text


def facts(draw: random.Random, folder: Folder) -> None:
    file = folder.written("facts.yaml", spoilt(draw, folder.facts))
    found = folder.ruleset.assess(file, **ASKED)
    json.dumps(found.to_dict())


def thing(draw: random.Random, depth: int = 0) -> Any:
    """Any data of Python."""
    plain = [
        *(None, True, 0, -1, 10**400, 1.5, float("nan"), float("inf"), "", "x", "elm", "2024-01-01", "80%"),
        *(Decimal("0.1"), Decimal("NaN"), Decimal("1E+999999"), Fraction(1, 3), datetime.date(2024, 1, 1)),
        *(b"x", object(), {1}, 1j, pr.UNKNOWN, datetime.datetime(2024, 1, 1, 3), range(3), "\ud800", int),  # noqa: DTZ001
    ]
    kind = draw.random()
    if depth > 4 or kind < 0.5:
        return draw.choice(plain)
    parts = [thing(draw, depth + 1) for _ in range(draw.randint(0, 3))]
    return parts if kind < 0.65 else {draw.choice(WORDS["names"]): part for part in parts}


def data(draw: random.Random, folder: Folder) -> None:
    given = {"unit": {"id": "elm", "name": "Elm", "level": "town"}, "rooms": {"heated": True, "seats": 3}}
    where: Any = draw.choice([given, given["unit"], given["rooms"]])
    where[draw.choice(["seats", "heated", "level", "fines", "entries", "complete", "id", "odd"])] = thing(
        draw
    )
    json.dumps(folder.ruleset.assess(given, **ASKED).to_dict())


def spoilt_file(draw: random.Random, folder: Folder, file: Path) -> pr.Ruleset:
    """The ruleset loaded with one of its files spoilt."""
    place = folder.town / file.relative_to(LIBRARY)
    try:
        text = spoilt(draw, file.read_text("utf-8"))
        place.write_text(text, "utf-8", errors="surrogatepass", newline="")
        return pr.load_ruleset(folder.town)
    finally:
        shutil.copy(file, place)


def rulesets(draw: random.Random, folder: Folder) -> None:
    ruleset = spoilt_file(draw, folder, draw.choice(folder.files))
    json.dumps(ruleset.to_dict())
    json.dumps(ruleset.assess(ELM, **ASKED).to_dict())


def sheets(draw: random.Random, folder: Folder) -> None:
    ruleset = spoilt_file(draw, folder, draw.choice(folder.sheets))
    for sheet in ruleset.sheets:
        str(ruleset.assess(ELM, sheet=sheet, **ASKED))


def feel(draw: random.Random, folder: Folder) -> None:
    text = spoilt(draw, draw.choice(WORDS["expressions"]))
    repr(pr.feel.evaluate(text, {"x": draw.choice([1, 10**40, "t", None, [1]]), "l": [1, 2, 3]}))


def records(draw: random.Random, folder: Folder) -> None:
    file = folder.written("record.json", spoilt(draw, folder.record))
    str(pr.replay.replay(read_record(file), folder.ruleset))


def caches(draw: random.Random, folder: Folder) -> None:
    """A cache file cut, turned, or rewritten under a good seal: the ruleset is what its files say."""
    body = bytearray(folder.body)
    way = draw.random()
    if way < 0.3:
        del body[draw.randint(0, len(body)) :]
        folder.kept.write_bytes(body)
    elif way < 0.7:
        for _ in range(draw.randint(1, 5)):
            body[draw.randrange(len(body))] ^= 1 << draw.randrange(8)
        folder.kept.write_bytes(body)
    else:
        parts = list(marshal.loads(folder.body[64:]))
        odd = draw.choice([None, 0, "", b"", (), [], {}, [(9999, 0)], [(2, 5)], ((),)])
        parts[draw.randrange(len(parts))] = odd
        seal(folder.kept, marshal.dumps(tuple(parts)))
        cache.recall(folder.town)
        folder.kept.write_bytes(folder.body)
        return
    ruleset = pr.load_ruleset(folder.town)
    assert ruleset.digest == folder.ruleset.digest
    assert list(ruleset.rules) == folder.rules


def commands(draw: random.Random, folder: Folder) -> None:
    """A command line of words that are nearly right: an exit code, and no traceback."""
    argv = [draw.choice(WORDS["commands"]), *([str(ELM)] if draw.random() < 0.7 else [])]
    argv += [draw.choice(WORDS["words"]) for _ in range(draw.randint(0, 6))]
    argv += ["--ruleset", str(folder.town)] if argv[0] not in NO_RULESET else []
    code: object
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = command(argv)
        except SystemExit as end:
            code = end.code
    assert code in (0, 1, 2, 3), (argv, code)
    assert "Traceback" not in err.getvalue(), argv


TARGETS: dict[str, Callable[[random.Random, Folder], None]] = {
    "facts": facts,
    "data": data,
    "rulesets": rulesets,
    "sheets": sheets,
    "feel": feel,
    "records": records,
    "caches": caches,
    "commands": commands,
}
