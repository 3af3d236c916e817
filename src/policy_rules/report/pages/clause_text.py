"""The text of a clause with each norm's words marked and linked to its rule."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cached_property
from html import escape

from policy_rules.attributes import frozen
from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.frame import link
from policy_rules.ruleset.languages import language_of
from policy_rules.ruleset.model import Clause, Document
from policy_rules.ruleset.source_text import SourceText, read_source, squeeze


@frozen
class Norm:
    """Where a rule's words stand in the words of the source."""

    rule: str
    start: int
    end: int


@frozen(slots=False)
class DocumentText:
    """A document's source with the norms in it; renders the text of its clauses."""

    catalogue: Catalogue
    document: Document

    @cached_property
    def source(self) -> SourceText:
        """The source of the document."""
        return read_source(self.document.source, self.document.words)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses of the document."""
        return tuple(c for c in self.catalogue.model.clauses if c.document == self.document.name)

    @cached_property
    def norms(self) -> tuple[Norm, ...]:
        """The norms whose words are in their clause, in the order of the text, the longer first."""
        found = [norm for clause in self.clauses for norm in self._of_clause(clause)]
        return tuple(sorted(found, key=lambda n: (n.start, -n.end, n.rule)))

    def _of_clause(self, clause: Clause) -> Iterator[Norm]:
        inner = self.inner(clause)
        for id_ in clause.rules:
            words = squeeze(self.catalogue.model.rules[id_].text)
            places = list(_places(self.source.words, words, *clause.span))
            own = [p for p in places if not any(c.span[0] <= p < c.span[1] for c in inner)]
            for start in (own or places)[:1]:
                yield Norm(id_, start, start + len(words))

    def inner(self, clause: Clause) -> tuple[Clause, ...]:
        """The clauses inside a clause."""
        low, high = clause.span
        return tuple(
            c for c in self.clauses if low <= c.span[0] and c.span[1] <= high and c.span != clause.span
        )

    def depth(self, clause: Clause) -> int:
        """In how many other clauses it lies."""
        low, high = clause.span
        return sum(c.span[0] <= low and high <= c.span[1] and c.span != clause.span for c in self.clauses)

    def html(self, catalogue: Catalogue, clause: Clause) -> str:
        """The clause's paragraphs; an inner clause is a link, but for words that a rule here takes."""
        inner, shown = self.inner(clause), list[str]()
        own = [n for n in self.norms if self.catalogue.homes[n.rule] is clause]
        linked: set[str] = set()
        for start, end in self._paragraphs(clause):
            within = next((c for c in inner if c.span[0] <= start and end <= c.span[1]), None)
            if within is None or any(start < n.end and n.start < end for n in own):
                shown.append(self._paragraph(clause, start, end))
            elif within.file not in linked:
                linked.add(within.file)
                shown.append(tag("p", f"→ {catalogue.clause(within)} ({catalogue.told('inner')})"))
        return tag("div", "\n".join(shown), class_="source", lang=language_of(self.document.words))

    def _paragraphs(self, clause: Clause) -> Iterator[tuple[int, int]]:
        low, high = clause.span
        lines = {self.source.line_starts[h.line - 1] for h in self.source.headings}
        cuts = {at for at in (*self.source.breaks, *lines) if low < at < high}
        cuts |= {at for c in self.inner(clause) for at in c.span if low < at < high}
        edges = sorted({low, high, *cuts})
        return itertools.pairwise(edges)

    def _paragraph(self, clause: Clause, start: int, end: int) -> str:
        level = next(
            (h.level for h in self.source.headings if self.source.line_starts[h.line - 1] == start), 0
        )
        norms = [n for n in self.norms if n.start < end and start < n.end]
        edges = sorted({start, end, *(e for n in norms for e in (n.start, n.end) if start < e < end)})
        content = "".join(
            self._piece(clause, low, high, [n for n in norms if n.start <= low and high <= n.end])
            for low, high in itertools.pairwise(edges)
        )
        return tag("p", tag("strong", content) if level else content)

    def _piece(self, clause: Clause, low: int, high: int, norms: list[Norm]) -> str:
        """A run of words that belongs to the same norms, with the numbers of those that end here."""
        text = escape(self.source.words[low:high])
        if not norms:
            return text
        own = [n for n in norms if self.catalogue.homes[n.rule] is clause]
        starts = "".join(tag("span", "", id=f"words-{n.rule}") for n in own if n.start == low)
        for _ in norms:
            text = tag("mark", text)
        named = {"data-rules": " ".join(n.rule for n in norms)}
        innermost = norms[-1]
        marked = tag("a", text, href=self._address(clause, innermost.rule), **named)
        ends = "".join(
            tag("sup", link(self._address(clause, n.rule), escape(_short(n.rule))))
            for n in reversed(norms)
            if n.end == high
        )
        return starts + marked + ends

    def _address(self, clause: Clause, rule: str) -> str:
        return f"#{rule}" if self.catalogue.homes[rule] is clause else self.catalogue.address(rule)


def _short(rule: str) -> str:
    """The last step of a rule's id, by which the words are numbered."""
    return rule.rpartition("-")[2] or rule


def _places(text: str, words: str, low: int, high: int) -> Iterator[int]:
    at = text.find(words, low, high) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1, high)
