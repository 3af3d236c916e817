"""Where rulesets lie: folders, and by name those that ship with the library or that packages give.

A package gives a ruleset by an entry point of the group `policy_rules.rulesets`: its name is the ruleset's,
its value the folder as a dotted path below the package (`our_rules.rulesets.harbour`), which needs no
`__init__.py`. The folder is looked up, and nothing of the package is imported or run.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from policy_rules.errors import Fault, RulesetError, near_miss, printed, shorten

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "policy_rules.rulesets"
"""The group of entry points by which packages give rulesets."""


def find_ruleset(name_or_path: str | Path) -> Path:
    """The folder of a ruleset; raises RulesetError where there is none."""
    if not isinstance(name_or_path, str | os.PathLike):
        told = f"`{printed(name_or_path)}` names no ruleset"
        raise RulesetError(Fault(told, hint="give the name of one that ships, or the path of a folder"))
    name = os.fsdecode(name_or_path)
    if name and _holds_one(Path(name)):
        return Path(name)
    shipped = shipped_rulesets()
    if name in shipped:
        return shipped[name]
    given = [entry for entry in _entries() if entry.name == name]
    if given:
        return _folder_given(name, given)
    others = sorted({entry.name for entry in _entries()})
    known = f"shipped rulesets: {', '.join(shipped) or 'none'}"
    known += f"; packages give: {', '.join(others)}" if others else ""
    hint = near_miss(name, [*shipped, *others]) or known
    told = f"no ruleset `{shorten(name, 200)}`: no folder with a ruleset.yaml, and none of that name ships"
    raise RulesetError(Fault(told, hint=hint))


def _entries() -> tuple[EntryPoint, ...]:
    """What installed packages say that they give."""
    from importlib.metadata import entry_points

    return tuple(entry_points(group=GROUP))


def _folder_given(name: str, given: Sequence[EntryPoint]) -> Path:
    """The folder of the one ruleset of a name that packages give; raises RulesetError."""
    values = sorted({entry.value for entry in given})
    if len(values) > 1:
        told = f"several packages give a ruleset `{name}`: {', '.join(values)}"
        raise RulesetError(Fault(told, hint="name the folder of the one that is meant"))
    package, *below = values[0].split(".")
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        spec = None
    for location in (spec.submodule_search_locations or ()) if spec is not None else ():
        if _holds_one(folder := Path(location, *below)):
            return folder
    told = f"the ruleset `{name}` is said to be in `{values[0]}`, and there is no ruleset.yaml"
    raise RulesetError(Fault(told, hint="install the package again, or name a folder"))


def _holds_one(folder: Path) -> bool:
    try:
        return (folder / "ruleset.yaml").is_file()
    except (OSError, ValueError):  # a name that the system takes for none: too long, with a null
        return False


def shipped_rulesets() -> Mapping[str, Path]:
    """The rulesets that ship with the library, by name."""
    package = Path(__file__).parents[1]
    folders = (package / "rulesets", package.parent.parent / "rulesets")
    root = next((f for f in folders if f.is_dir()), None)
    return (
        {} if root is None else {f.name: f for f in sorted(root.iterdir()) if (f / "ruleset.yaml").is_file()}
    )
