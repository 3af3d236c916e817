"""Every fault of a ruleset's files is told with its place and what to do.

The cases are files in `bad/`: a change to the good ruleset, and the faults that it is to be told.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from attrs import frozen

from policy_rules.ruleset.load import read_ruleset

HERE = Path(__file__).parent
TOWN = HERE / "good" / "town"


@frozen
class Case:
    """A change to one file of the good ruleset: `replace` (once) `by`, or the whole `content`."""

    name: str
    file: str
    replace: str
    by: str
    content: str | None
    faults: str

    def write(self, folder: Path) -> Path:
        """A copy of the good ruleset with the change."""
        root = folder / "town"
        shutil.copytree(TOWN, root)
        target = root / self.file
        target.parent.mkdir(parents=True, exist_ok=True)
        text = self.content if self.content is not None else target.read_text("utf-8")
        if self.replace:
            assert text.count(self.replace) == 1, f"`{self.replace}` stands {text.count(self.replace)} times"
            text = text.replace(self.replace, self.by)
        target.write_text(text, "utf-8")
        return root


def read_cases() -> list[Case]:
    """The cases of the folder `bad`, each file a list."""
    found = []
    for path in sorted((HERE / "bad").glob("*.yaml")):
        for raw in yaml.safe_load(path.read_text("utf-8")):
            changed = (raw["file"], raw.get("replace", ""), raw.get("by", ""), raw.get("content"))
            found.append(Case(f"{path.stem}: {raw['name']}", *changed, raw["faults"]))
    return found


CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_faults_are_told_as_expected(case: Case, tmp_path: Path) -> None:
    root = case.write(tmp_path)
    _, faults = read_ruleset(root)
    told = "\n".join(map(str, faults)).replace(str(root), "town")
    assert told == case.faults.rstrip("\n")


def test_many_kinds_of_fault_are_covered() -> None:
    assert len(CASES) >= 60
