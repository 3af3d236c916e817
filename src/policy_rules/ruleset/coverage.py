"""How much of the source texts the rules carry: computed, character by character.

`coverage/<document>.yaml` of a ruleset lists the ids of the norms of a document (`norms`), and the
pieces of its body that carry none, each with its reason (`no_norm`). Headings, numbers of list items
and punctuation do not count.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.documents import RULESET_LIMIT, Mapping, Node, Scalar, read_file
from policy_rules.errors import Fault, Place
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.model import Clause, Document, RulesetModel
from policy_rules.ruleset.shapes import read_section
from policy_rules.ruleset.source_text import SourceText, read_source, squeeze
from policy_rules.ruleset.told_texts import text_by_language

RULED, NO_NORM, APART = "r", "n", "-"
_NUMBERS = "一二三四五六七八九十0123456789"


@frozen
class ClauseCoverage:
    """A clause's characters: under a rule, marked as carrying no norm, left over (with the words)."""

    document: str
    heading: str
    ruled: int
    no_norm: int
    left_over: int
    pieces: tuple[str, ...] = ()


@frozen
class Coverage:
    """The coverage of a ruleset.

    `unruled` are norms of the catalogue without a rule, `uncatalogued` rules that it lacks, `stray`
    rules whose words are not in their clause; `faults` are those of the coverage files.
    """

    clauses: tuple[ClauseCoverage, ...]
    unruled: tuple[str, ...]
    uncatalogued: tuple[str, ...]
    stray: tuple[str, ...]
    reasons: tuple[tuple[str, int], ...]
    faults: tuple[Fault, ...] = ()
    reasons_in: AbstractMapping[str, AbstractMapping[str, str]] = field(factory=dict)
    """Those of the reasons that are told by language."""

    @property
    def whole(self) -> bool:
        """Whether every character is accounted for and every norm has its rule."""
        left = any(c.left_over for c in self.clauses)
        return not (left or self.unruled or self.uncatalogued or self.stray or self.faults)


def coverage(model: RulesetModel) -> Coverage:
    """The coverage of every document of a ruleset."""
    clauses: list[ClauseCoverage] = []
    norms: list[str] = []
    reasons: dict[str, int] = {}
    reasons_in: dict[str, dict[str, str]] = {}
    faults: list[Fault] = []
    stray: list[str] = []
    for document in model.documents.values():
        marks = _Marks(model, document)
        stray += marks.rules()
        norms += marks.listed(reasons, reasons_in, faults)
        clauses += marks.clauses()
    known = set(norms)
    return Coverage(
        tuple(clauses),
        tuple(n for n in norms if n not in model.rules),
        tuple(r for r in model.rules if r not in known),
        tuple(stray),
        tuple(sorted(reasons.items(), key=lambda r: -r[1])),
        tuple(faults),
        reasons_in,
    )


class _Marks:
    """Each character of a document's words with what accounts for it."""

    def __init__(self, model: RulesetModel, document: Document) -> None:
        self.model, self.document = model, document
        self.source: SourceText = read_source(document.source, document.words)
        self.own = [c for c in model.clauses if c.document == document.name]
        self.marks = [APART if not _counts(c) else "" for c in self.source.words]
        for heading in self.source.headings:
            self._mark(*_line(self.source, heading.line), APART)
        for number in range(1, len(self.source.lines) + 1):
            self._number(number)

    def _mark(self, start: int, end: int, mark: str) -> int:
        """Mark the characters that nothing accounts for yet; how many there were."""
        fresh = [at for at in range(start, end) if self.marks[at] == ""]
        for at in fresh:
            self.marks[at] = mark
        return len(fresh)

    def _number(self, line: int) -> None:
        """The number of a list item is no words: `（三）`, `1.` at the beginning of a line."""
        start, end = _line(self.source, line)
        words = self.source.words[start:end]
        for opening, closing in (("（", "）"), ("(", ")"), ("", "．"), ("", "."), ("", "、")):
            inner = words.removeprefix(opening).partition(closing)[0] if words.startswith(opening) else ""
            if inner and len(inner) < 4 and all(c in _NUMBERS for c in inner) and closing in words:
                self._mark(start, start + len(opening) + len(inner) + 1, APART)

    def rules(self) -> list[str]:
        """Mark the words of the rules; those whose words are not in their clause."""
        stray = []
        for clause in self.own:
            for id_ in clause.rules:
                words = squeeze(self.model.rules[id_].text)
                at = self.source.words.find(words, *clause.span)
                if at < 0:
                    stray.append(id_)
                else:
                    self._mark(at, at + len(words), RULED)
        return stray

    def listed(
        self, reasons: dict[str, int], reasons_in: dict[str, dict[str, str]], faults: list[Fault]
    ) -> list[str]:
        """Mark the pieces that carry no norm; the ids of the catalogue."""
        path = self.model.root / "coverage" / f"{self.document.name}.yaml"
        if not path.is_file():
            faults.append(Fault("no coverage file", Place(str(path)), "list `norms` and `no_norm` there"))
            return []
        nodes, found = read_file(path, RULESET_LIMIT)
        faults += found
        if not nodes:
            return []
        fields = read_section(nodes[0], SECTIONS["a coverage file"], faults)
        for piece in fields.items("no_norm"):
            self._piece(piece, reasons, reasons_in, faults)
        norms = [norm for norm in fields.items("norms") if isinstance(norm, Scalar)]
        told: dict[str, Scalar] = {}
        for norm in norms:
            if norm.text in told:
                hint = f"it stands first in line {told[norm.text].begin.line}; keep one of them"
                faults.append(norm.fault(f"the norm `{norm.text}` stands twice", hint))
            told.setdefault(norm.text, norm)
        return list(told)

    def _piece(
        self,
        piece: Node,
        reasons: dict[str, int],
        reasons_in: dict[str, dict[str, str]],
        faults: list[Fault],
    ) -> None:
        fields = read_section(piece, SECTIONS["words without a norm"], faults)
        text, reason = fields.scalar("text"), fields.get("reason")
        if text is None or not isinstance(reason, Scalar | Mapping):
            return
        words = squeeze(text.text)
        starts = [at for at in _all(self.source.words, words) if "" in self.marks[at : at + len(words)]]
        if not starts:
            what = "these words do not stand in the source, or all of them are accounted for already"
            faults.append(text.fault(what))
            return
        marked = self._mark(starts[0], starts[0] + len(words), NO_NORM)
        told = text_by_language(reason, faults)
        why = told.get("en") or next(iter(told.values()), "")
        reasons[why] = reasons.get(why, 0) + marked
        if "" not in told:
            reasons_in[why] = told

    def clauses(self) -> Iterator[ClauseCoverage]:
        """Each clause's count, then what stands outside every clause."""
        inside = [False] * len(self.marks)
        for clause in self.own:
            spans = [s for s in range(*clause.span) if not inside[s]]
            inner = [c for c in self.own if c is not clause and _within(c, clause)]
            taken = {at for c in inner for at in range(*c.span)}
            yield self._count(clause.heading, [at for at in spans if at not in taken])
            for at in spans:
                if at not in taken:
                    inside[at] = True
        rest = [at for at, done in enumerate(inside) if not done]
        if any(self.marks[at] != APART for at in rest):
            yield self._count("", rest)

    def _count(self, heading: str, at: list[int]) -> ClauseCoverage:
        counted = {m: sum(self.marks[a] == m for a in at) for m in (RULED, NO_NORM, "")}
        pieces = tuple(_pieces(self.source.words, [a for a in at if self.marks[a] == ""]))
        name = self.document.name
        return ClauseCoverage(name, heading, counted[RULED], counted[NO_NORM], counted[""], pieces)


def _counts(character: str) -> bool:
    """Whether a character is part of a word: a letter, a digit or a sign, no punctuation and no blank."""
    return unicodedata.category(character)[0] in "LNS"


def _within(inner: Clause, outer: Clause) -> bool:
    a, b = inner.span, outer.span
    return b[0] <= a[0] and a[1] <= b[1] and a != b


def _line(source: SourceText, number: int) -> tuple[int, int]:
    starts = source.line_starts
    return starts[number - 1], starts[number] if number < len(starts) else len(source.words)


def _all(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _pieces(words: str, at: list[int]) -> Iterator[str]:
    """Runs of neighbouring characters."""
    run = ""
    last = -2
    for position in at:
        if position != last + 1 and run:
            yield run
            run = ""
        run += words[position]
        last = position
    if run:
        yield run
