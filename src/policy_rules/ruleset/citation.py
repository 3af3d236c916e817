"""Whether a rule's words stand in the source: `text` once in its clause, `governed_by` before it."""

from __future__ import annotations

from policy_rules.documents import Scalar, shorten
from policy_rules.errors import Fault
from policy_rules.ruleset.rule_file import ClauseFile, RuleNode
from policy_rules.ruleset.source_text import (
    Part,
    SourceText,
    departure,
    find_clause,
    is_preamble,
    occurrences,
    preamble,
    squeeze,
)


def clause_parts(source: SourceText, clauses: list[ClauseFile], faults: list[Fault]) -> dict[str, Part]:
    """The part of the source of each clause file, by file name."""
    parts: dict[str, Part] = {}
    openings = []
    for clause in clauses:
        found = find_clause(source, clause.clause.text)
        if isinstance(found, Part):
            parts[clause.file] = found
        elif is_preamble(clause.clause.text):
            openings.append(clause)
        else:
            several = "headings" in found
            hint = "name the headings above it too, divided by `/`" if several else f"see {source.file}"
            faults.append(clause.clause.fault(f"{found} in {source.file}" if several else found, hint))
    headed = [part.first for part in parts.values() if part.heading]
    for clause in openings:
        parts[clause.file] = preamble(source, min(headed, default=None))
    return parts


def check_words(node: RuleNode, source: SourceText, part: Part, faults: list[Fault]) -> None:
    """Tell where the words of a rule depart from the source."""
    text = node.fields.scalar("text")
    governing = node.fields.scalar("governed_by")
    if text is not None:
        at = _check_text(text, source, part, faults)
        if at is not None and governing is not None:
            _check_governing(governing, source, at, faults)
    force = node.fields.scalar("force")
    said = squeeze(node.rule.text) + "\n" + squeeze(node.rule.governed_by)
    if force is not None and text is not None and squeeze(force.text) not in said:
        hint = "`force` is the softening word itself, as it stands in `text` or `governed_by`"
        faults.append(
            force.fault(f"the word `{force.text}` stands neither in `text` nor in `governed_by`", hint)
        )


def _check_text(text: Scalar, source: SourceText, part: Part, faults: list[Fault]) -> int | None:
    words = squeeze(text.text)
    found = occurrences(source, part, words)
    if len(found) == 1:
        return found[0]
    if found:
        lines = ", ".join(str(source.places[at][0]) for at in found)
        told = f"the text stands {len(found)} times in its clause ({source.file}, lines {lines})"
        faults.append(text.fault(told, "take more words, so that it stands there once"))
        return None
    elsewhere = source.words.find(words)
    if elsewhere >= 0:
        line, column = source.places[elsewhere]
        told = f"the text stands at {source.file}:{line}:{column}, outside the clause"
        faults.append(text.fault(told, f"the clause is lines {part.first} to {part.last}"))
        return None
    faults.append(_departs(text, words, source, part))
    return None


def _departs(text: Scalar, words: str, source: SourceText, part: Part) -> Fault:
    gone = departure(source, part, words)
    span = f"lines {part.first} to {part.last} of {source.file}"
    if gone is None:
        return text.fault("the text does not stand in its clause", f"the clause is {span}")
    matched = _offset(text.text, gone.matched)
    wrong = text.text[matched : matched + 1].strip()
    tail = shorten(words[max(0, gone.matched - 8) : gone.matched])
    here = f"here stands `{wrong}`" if wrong else "here the text goes on"
    return text.fault_at(
        matched,
        1,
        f"the text departs from its source after {gone.matched} characters (`{tail}`): {here}",
        f"{source.file}:{gone.line}:{gone.column} goes on `{gone.goes_on}`",
    )


def _offset(text: str, matched: int) -> int:
    """Where in the raw text the given count of compared characters ends."""
    for offset in range(len(text)):
        if len(squeeze(text[: offset + 1])) > matched:
            return offset
    return max(0, len(text) - 1)


def _check_governing(governing: Scalar, source: SourceText, at: int, faults: list[Fault]) -> None:
    start = source.sentence_start(at)
    if source.words.find(squeeze(governing.text), start, at) < 0:
        line, column = source.places[start]
        told = f"`{shorten(governing.text)}` does not stand before the text in its sentence"
        faults.append(governing.fault(told, f"the sentence begins at {source.file}:{line}:{column}"))
