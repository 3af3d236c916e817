"""The reference of the condition language, generated from the operator table.

`python -m policy_rules.report.language_page > docs/language.md` writes it; a test holds the file to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.feel.table import FeelOnly, feel_only
from policy_rules.operators.model import Operator
from policy_rules.operators.table import WRITTEN

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
Beside a guard it is not null: `x != null and …`, `x = null or …`, `if x = null then … else …`, a filter.
The guard may be on what is computed too (`share != null and share >= 80%`, `max(visits.day) = null or …`): it
speaks of all that is computed in the same way.

Working days are counted by the calendar that `ruleset.yaml` names, in `evaluate` by its argument `calendar`.
Without one they are refused. A year that the calendar does not publish is never guessed: in rules its days
may be working days or not, and `evaluate` refuses to count them.
"""
GROUPS = (
    *("logic", "comparison", "arithmetic", "access", "conversion", "string", "list", "numeric", "temporal"),
    *("range", "context"),
)
TO_ADD = """
## To add an operator

An operator is one value of `policy_rules.operators.model.Operator`, in the module of its group
(`operators/logic.py`, `comparison.py`, `arithmetic.py`, `access.py`, `lists.py`, `days.py`, `periods.py`,
`rules.py`); everything else reads it from there, and a part that is missing is an error when the library is
imported.

- *What FEEL has already* (above, without **rules**): take its entry out of `feel/table.toml`, leave its
  parameters under `documented_with_rules`, and write the operator.
- *What FEEL does not have*: first a built-in in `feel/`, its parameters in `feel/table.toml`, and a table
  of cases in `tests/feel/tables`: it is the witness that the operator is held to.
- *A derived operator* stands for a text of FEEL: `means="date != null and date <= due"`, with `takes`, the
  kinds of its parameters. Its examples are written by hand: they, not the text, are what checks it.
- *A core operator* has `build` (typing, to a tree of the core), `point` (its meaning on settled values),
  `hull` (on intervals: often `monotone(point)` or `relation(point, "+-")`), `null`, `gives`, `words` in
  both languages, `draws` (arguments at random) and `drawn` (texts for the conformance suite).
- The compiled engine calls the hull of an operator that it has no text for; the columnar engine declines
  the rules that hold it. A fast path is a line in `engines/compiled/operators.py` or `engines/columnar`.

`tests/operators` holds every hull to the points that it stands for, and rules to `feel.evaluate`. Then
`python -m policy_rules.report.language_page > docs/language.md`.
"""


def language_page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    rows: list[Operator | FeelOnly] = [o for o in WRITTEN.values() if not o.only_in_rules]
    rows += feel_only().values()
    assert {row.group for row in rows} == set(GROUPS)
    for group in GROUPS:
        yield f"\n## {group.capitalize()}\n"
        yield "| | signature | meaning | example | source |"
        yield "|---|---|---|---|---|"
        yield from (_row(row) for row in rows if row.group == group)
    yield "\n## Only in rules\n"
    yield "| signature | meaning |"
    yield "|---|---|"
    yield from (f"| `{o.signature}` | {o.doc} |" for o in WRITTEN.values() if o.only_in_rules)
    yield TO_ADD.rstrip()


def _row(row: Operator | FeelOnly) -> str:
    rules = isinstance(row, Operator)
    name, example = (row.feel, row.examples[0]) if isinstance(row, Operator) else (row.name, row.example)
    cells = (
        c.replace("|", "\\|").replace("\n", " ") for c in (name, row.signature, row.doc, example, row.source)
    )
    name, signature, doc, example, source = cells
    return f"| `{name}`{' **rules**' * rules} | `{signature}` | {doc} | `{example}` | {source} |"


if __name__ == "__main__":
    print(language_page(), end="")  # noqa: T201
