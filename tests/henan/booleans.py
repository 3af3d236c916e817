"""The rules that rest on one single Boolean, as a page: `python tests/henan/booleans.py` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from policy_rules import load_ruleset
from policy_rules.core import nodes as core
from policy_rules.policy import Ruleset
from policy_rules.ruleset.model import Rule
from policy_rules.vocabulary import Attribute

PAGE = Path(__file__).parents[2] / "docs" / "henan-booleans.md"
MOST = 150

HEAD = """\
# Rules of `henan` that rest on one Boolean

What must be true under these {number} rules is one yes-or-no fact and nothing else; {most} at most are
admitted. The reason is the comment beside the rule or, without one, what the fact means. The page is made
by `python tests/henan/booleans.py` and never edited.

| rule | clause | fact | kind of norm | reason |
|---|---|---|---|---|
"""


def booleans_page(ruleset: Ruleset) -> str:
    """The page: one row for each rule, in the order of the text."""
    rows = list(_rows(ruleset))
    return HEAD.format(number=len(rows), most=MOST) + "".join(rows)


def resting_on_one(ruleset: Ruleset) -> Iterator[tuple[Rule, str, Attribute, bool]]:
    """Each such rule with the fact's path, the attribute, and whether it is denied."""
    for rule in ruleset:
        fact, denied = _without_not(_requirement(ruleset.program.by_id[rule.id]))
        if fact is None or fact.type.kind != "boolean":
            continue
        if isinstance(fact, core.Read):
            attribute = ruleset.model.vocabulary.attribute(fact.path)
            if attribute is not None:
                yield rule, fact.path, attribute, denied
        elif isinstance(fact, core.Field):
            yield rule, _path(ruleset, fact.attribute), fact.attribute, denied


def _requirement(program: core.RuleProgram) -> core.Node | None:
    """What one instance requires: `outcome(lifted, requires, late)`, or `if(requires, …)`."""
    if program.instance is None:  # the words of a document that may end are a part of their rule
        return _requirement(program.parts[0]) if len(program.parts) == 1 else None
    return program.instance.args[program.instance.name == "outcome"]


def _without_not(node: core.Node | None) -> tuple[core.Node | None, bool]:
    denied = False
    while isinstance(node, core.Op) and node.name == "not":
        node, denied = node.args[0], not denied
    return node, denied


def _path(ruleset: Ruleset, attribute: Attribute) -> str:
    for entity in ruleset.model.vocabulary.entities.values():
        if entity.attributes.get(attribute.name) == attribute:
            return f"{entity.name}.{attribute.name}"
    return attribute.name


def _rows(ruleset: Ruleset) -> Iterator[str]:
    headings = {(c.document, r): c.heading for c in ruleset.model.clauses for r in c.rules}
    for rule, path, attribute, denied in resting_on_one(ruleset):
        reason = comment_beside(rule) or f"{attribute.en}: {attribute.means}".removesuffix(": ")
        fact = f"not `{path}`" if denied else f"`{path}`"
        heading = headings[rule.document, rule.id] or rule.clause
        yield f"| {rule.id} | {heading} | {fact} | {rule.kind} | {reason.replace('|', '/')} |\n"


def comment_beside(rule: Rule) -> str:
    """The comment lines inside a rule, those among its examples apart."""
    lines = Path(rule.place.file).read_text("utf-8").splitlines()[rule.place.line - 1 :]
    said: list[str] = []
    for line in lines[1:]:
        bare = line.strip()
        if bare.startswith(("examples:", "- id:")):
            break
        if bare.startswith("#"):
            said.append(bare.removeprefix("#").strip())
    return " ".join(said)


if __name__ == "__main__":
    PAGE.write_text(booleans_page(load_ruleset("henan")), "utf-8")
