"""What the parts of a rule are called: a limb by its name and kind, a version by its day and what made it."""

from __future__ import annotations

from policy_rules.report.fact_names import FactNames
from policy_rules.report.phrases import RULE_KINDS, phrase
from policy_rules.ruleset.model import Rule, Version
from policy_rules.wording import Language


def part_name(rule: Rule, name: str, language: Language, names: FactNames | None = None) -> str:
    """A limb, or a version, of a rule; "" for the rule as a whole.

    The name of a limb is an English word; a Chinese page counts the limbs. `names`: how a parameter is called
    from whose day a version holds; without them it stands as the rule writes it.
    """
    version = next((v for v in rule.versions if v.name == name), None)
    if version is not None:
        return version_name(version, language, names)
    kind = rule.limbs[name].kind if name in rule.limbs else ""
    if language == "zh" and name.isascii() and name:
        number = [part.name for part in rule.parts].index(name) + 1
        return f"分项{number}（{RULE_KINDS[kind][0]}）" if kind else f"分项{number}"
    return f"{name} ({RULE_KINDS[kind][1]})" if kind else name


def version_name(version: Version, language: Language, names: FactNames | None = None) -> str:
    """From when a version holds, by what, and whether it says that nothing holds."""
    if version.since is None:
        return phrase("first version", language)
    told = phrase("version from", language).format(
        day=version.name if names is None else names.since(version)
    )
    what = [version.by, phrase(version.status, language) if version.status else ""]
    return told + (f" ({', '.join(w for w in what if w)})" if any(what) else "")
