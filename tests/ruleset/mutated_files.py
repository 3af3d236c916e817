"""Rulesets whose files are changed at random: lines left out, doubled, swapped, words in the place of others.

`python -m ruleset.mutated_files RULESET NUMBER [SEED]`, in `tests`, prints tracebacks with what was changed.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

from policy_rules.errors import PolicyRulesError
from policy_rules.examples import check_examples
from policy_rules.policy import load_ruleset

ODD = ["self", "null", "{}", "[]", "0", "-1", "''", "true", "2024", "parameters.x", "x in y", "[1..0]", "1/0"]
ODD += ["*", "\u00ad", "../..", "9" * 400]
_WORD = re.compile(r"[\w.@-]+")


def changed(text: str, words: list[str], rng: random.Random) -> str:
    """The text with one thing changed."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    match rng.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(rng.randrange(len(lines)), lines[at])
        case 2:
            other = rng.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = re.sub(
                r"^( *[\w.]+: ).*", lambda m: m[1] + rng.choice([*ODD, rng.choice(words)]), lines[at]
            )
        case _:
            found = list(_WORD.finditer(lines[at]))
            if found:
                word = rng.choice(found)
                new = rng.choice([*ODD, *rng.choices(words, k=20)])
                lines[at] = lines[at][: word.start()] + new + lines[at][word.end() :]
    return "\n".join(lines)


def read_changed(root: Path, folder: Path, rng: random.Random) -> str:
    """Reads and checks a copy in the folder with up to three changes; "" unless something else is raised."""
    shutil.copytree(root, folder)
    files = [p for p in sorted(folder.rglob("*")) if p.suffix in (".yaml", ".md")]
    words = sorted({word for path in files for word in _WORD.findall(path.read_text("utf-8"))})
    told = []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        path = rng.choice(files)
        before = path.read_text("utf-8")
        after = changed(before, words, rng)
        path.write_text(after, "utf-8")
        moved = [line for line in after.split("\n") if line not in before.split("\n")]
        gone = [line for line in before.split("\n") if line not in after.split("\n")]
        told.append(f"{path.relative_to(folder)}: -{gone[:2]} +{moved[:2]}")
    try:
        ruleset = load_ruleset(folder)
        check_examples(ruleset)
        for profile in ruleset.model.profiles:
            ruleset.with_profile(profile)
        str(ruleset.sheets)
    except PolicyRulesError as error:
        str(error)
    except Exception:  # noqa: BLE001 - what is looked for
        return "\n".join([*told, traceback.format_exc(limit=-6)])
    return ""


def main(root: str, number: str, seed: str = "0") -> None:
    """Print the tracebacks of so many changed rulesets."""
    rng = random.Random(int(seed))
    seen = set()
    for n in range(int(number)):
        with tempfile.TemporaryDirectory() as folder:
            found = read_changed(Path(root), Path(folder) / Path(root).name, rng)
        if found and found.splitlines()[-1] + found.splitlines()[-3] not in seen:
            seen.add(found.splitlines()[-1] + found.splitlines()[-3])
            sys.stdout.write(f"--- {n}\n{found}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{number} rulesets, {len(seen)} kinds of tracebacks\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
