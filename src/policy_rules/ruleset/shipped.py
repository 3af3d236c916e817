"""Where rulesets lie: those that ship with the library, by name, and folders."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from policy_rules.errors import Fault, RulesetError, near_miss, printed, shorten


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
    hint = near_miss(name, shipped) or f"shipped rulesets: {', '.join(shipped) or 'none'}"
    told = f"no ruleset `{shorten(name, 200)}`: no folder with a ruleset.yaml, and none of that name ships"
    raise RulesetError(Fault(told, hint=hint))


def _holds_one(folder: Path) -> bool:
    try:
        return (folder / "ruleset.yaml").is_file()
    except (OSError, ValueError):  # a name that the system takes for none: too long, with a null
        return False


def shipped_rulesets() -> Mapping[str, Path]:
    """The rulesets that ship with the library, by name."""
    package = Path(str(resources.files("policy_rules")))
    folders = (package / "rulesets", package.parent.parent / "rulesets")
    root = next((f for f in folders if f.is_dir()), None)
    return (
        {} if root is None else {f.name: f for f in sorted(root.iterdir()) if (f / "ruleset.yaml").is_file()}
    )
