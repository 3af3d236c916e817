"""Cases kept as files: a change to a good ruleset, or a facts file, and the faults expected."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml
from attrs import frozen

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
