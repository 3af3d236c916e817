"""The page on an office's year, `docs/office.md`: its text, and the keys of `office.yaml` from their table.

`python -m policy_rules.office.office_page > docs/office.md` writes it; a test holds the file to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.office.office_words import heading
from policy_rules.ruleset.office_keys import NEEDED, OFFICE, PARTS
from policy_rules.ruleset.plain_shapes import TEXTS
from policy_rules.ruleset.shapes import Key, Shape

HEAD = """\
# An office's year

A ruleset may say in `office.yaml` what the office that works with it does in a year: stages, and in each stage documents. A document
is made of facts on file and of what rules and sheets make of them. **Nothing in a document is new**: whether something is due, met
or missing is said by the rules; what nobody told is told as missing; where the text is silent the document says so. What decides
nothing (a profile, an invented unit) says so at its top.

```console
policy-rules office henan                                     # the documents, stage by stage
policy-rules office henan FACTS… before/roster --year 2024    # one of them, on the terminal
policy-rules office henan FACTS… after/feedback --for songtao -o letter.html
```

`-o` writes `.html` (one file with nothing from elsewhere), `.docx` (for word processors, the same bytes for the same facts; extra
`documents`), `.pdf` (by a browser of this machine), `.json` or `.txt`; `--json` prints
it ([its schema](command-line.md): `policy-rules schema office-document`). `--as-of`, `--known-by`, `--profile` and `--decisions` are those of
`rank`: a document is made as of a day, from what was known by a day. `--for UNIT` gives a letter of one unit alone; a document of all
units is refused for it.

```python
office = pr.office_of(henan.assess_population(facts, as_of="2025-01-31", year=2024, profile="illustrative"))
office.documents                      # what the ruleset declares, by stage and name
office.roster                         # the units on the roster, each with whether it surely is
document = office.document("before/roster")
document.to_text("en"), document.to_html("zh"), document.to_docx("zh"), document.to_dict()
```

An attribute with `redact` stands as *withheld*, and chooses no records; what tells of all units (the ranking, the roster, digests) stands
in no letter. A letter that rests on a consequence (`each:` names its rule) is made for each unit for which it follows or may follow, and says which:
one that only may follow is not to be sent yet.
"""
SEALED = """
## A sealed snapshot

```console
policy-rules office henan FACTS… --seal snapshot.json --as-of 2025-01-31 --year 2024
policy-rules office henan FACTS… --verify snapshot.json --as-of 2025-04-30 --year 2024
```

`--seal FILE` (`OfficeYear.snapshot()`) writes what everything rested on: the facts (of values that are not told (`redact`) a
digest each), where each unit stood, and SHA-256 of the
ruleset, its sheets, calendar and parameters, of each facts file, and of the whole (`seal`). It is written beside its place and renamed
into it, and never over a file that is there. `--verify FILE` (`OfficeYear.verify`) refuses a snapshot whose seal is broken, and tells
what is otherwise today: rules, files, every fact that came later, was changed or is gone, units whose result is another. Later evidence
is let in by a decision on file (`late_evidence`): one whose path is that of the fact, or of the record around it. A decision that came
after the seal counts only with its day, and not where that is before the snapshot's. What none lets in is
told, and the exit code is 1. Further corrections, and the lists named under `apart`, are steps of the procedure and need none; a
correction that was sealed is not changed.
"""
PARTS_HEAD = """
## What a part shows
"""
MEANS = {
    "words": "the words of rules, as they stand",
    "findings": "what was found on rules, with what is missing and what the text leaves open",
    "due": "what is not met: overdue first, then by the day, what has no day last; whose duty it is",
    "facts": "single facts",
    "records": (
        "the records of a list: those of the year, where the list tells the year that they are about; beside each what the "
        "rules under `clocks` find on it and when it is due; a list that nobody said to be whole says so"
    ),
    "corrections": "what was put on file after the scoring, by day: who, why, what it gives, whether it is decided",
    "roster": "the units on the roster, their sheets, places and the units before them; who is not on it",
    "successions": "which unit took which one's place, and what passes over",
    "indicators": "the items of the sheets: content, method, assessor, the registers that their facts are read from, arrangement",
    "registers": "what the sheets read is on file already: register by register, who keeps it, of which units there is something",
    "arrears": "entries that persons have not made, and gradings that findings wait for, with the assessor and the day of the item",
    "sample": "draws by lot, on file of the office: every id in the order of its digest with the lot, and who is drawn",
    "digests": "SHA-256 of ruleset, sheets, calendar, parameters, of each facts file, of the facts as they were read",
    "documents": "every document of the office but those that list documents, with the digest of its data: an archive's list",
    "ranking": "the lists by rank; what is not certain stands as what it may be; the remarks on scores",
    "result": "total, grade and rank of units, and the remarks on their scores",
    "items": "the points of one unit item by item, why any were lost, and what they come to step by step, as far as the total",
    "consequences": "what follows by rules: certain or possible, to whom, whether it was done",
}
TABLES = (
    ("an office", "What stands in `office.yaml`"),
    ("an office document", "A document"),
    ("a part of a document", "A part"),
    ("a draw", "A draw"),
    ("late evidence", "Late evidence"),
)


def office_page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    yield "## Keys\n\n**Bold** keys must be there; a text may be one for each language (`{zh: …, en: …}`)."
    sections = {each.name: each for each in OFFICE}
    for name, title in TABLES:
        yield f"\n### {title}\n\n| key | takes | meaning | default |\n|---|---|---|---|"
        yield from (_row(key) for key in sections[name].keys)
    yield SEALED.rstrip()
    yield PARTS_HEAD
    yield "| `show` | heading | what it is | keys |\n|---|---|---|---|"
    for show, means in MEANS.items():
        keys = ", ".join(f"**`{k}`**" if k in NEEDED.get(show, ()) else f"`{k}`" for k in PARTS[show])
        yield f"| `{show}` | {heading(show, 'en')} | {means} | {keys} |"


def _row(key: Key) -> str:
    name = f"**`{key.name}`**" if key.required else f"`{key.name}`"
    return f"| {name} | {_takes(key.shape)} | {key.doc} | {key.default} |"


def _takes(shape: Shape) -> str:
    if shape == TEXTS:
        return "a text, or a list of texts"
    if shape.kind in ("list", "map"):
        inner = _takes(shape.parts[0])
        return f"a list, each {inner}" if shape.kind == "list" else f"names, each with {inner}"
    return shape.section if shape.kind == "section" else shape.noun


if __name__ == "__main__":
    print(office_page(), end="")  # noqa: T201
