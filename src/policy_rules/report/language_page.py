"""The reference of the condition language, generated from the operator table.

`python -m policy_rules.report.language_page > docs/language.md` writes it; a test holds the file to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.lowering.functions import FUNCTIONS
from policy_rules.operators import OPERATORS, Operator

HEAD = """\
# The condition language

A profile of FEEL, the expression language of DMN 1.5. `policy_rules.feel.evaluate(text, context)` evaluates
one expression over plain Python data, as the standard says; rules use the typed core of it, marked **rules**
below.

- Numbers are exact: fractions inside, rounded to 34 digits on output only.
- `80%` is 0.8. Chinese names need no quoting; full-width punctuation is read as its half-width twin.
- What is outside the profile is refused with a message, never answered otherwise than the standard does.
- An expression longer than 64 KiB or nested deeper than 200 is refused before it is read.

In rules, names are resolved before anything runs: an unknown name, a type that does not fit, two units of
measure that do not go together, or an order asked of what may be null is an error of the ruleset.

Working days are counted by the calendar that `ruleset.yaml` names, in `evaluate` by its argument `calendar`.
Without one they are refused. A year that the calendar does not publish is never guessed: in rules its days
may be working days or not, and `evaluate` refuses to count them.
"""
ONLY_IN_RULES = {
    "prior": "The measure as of so many years earlier: day and period moved back.",
    "outcome": "The outcome of another rule for the unit.",
    "units_under": "The units of the tree below a unit, itself included, at the levels named.",
}


def language_page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    group = ""
    for operator in OPERATORS.values():
        if operator.group != group:
            group = operator.group
            yield f"\n## {group.capitalize()}\n"
            yield "| | signature | meaning | example | source |"
            yield "|---|---|---|---|---|"
        yield _row(operator)
    yield "\n## Only in rules\n"
    yield "| signature | meaning |"
    yield "|---|---|"
    for name, meaning in ONLY_IN_RULES.items():
        yield f"| `{FUNCTIONS[name].signature}` | {meaning} |"


def _row(operator: Operator) -> str:
    cells = [operator.name, operator.signature, operator.doc, operator.example, operator.source]
    name, signature, doc, example, source = (c.replace("|", "\\|").replace("\n", " ") for c in cells)
    rules = " **rules**" if operator.in_rules else ""
    return f"| `{name}`{rules} | `{signature}` | {doc} | `{example}` | {source} |"


if __name__ == "__main__":
    print(language_page(), end="")  # noqa: T201
