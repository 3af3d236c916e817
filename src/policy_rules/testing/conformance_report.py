"""What a check of engines found: figures, every law that is broken, and whether an engine passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import field

from policy_rules.attributes import define
from policy_rules.reference.evaluate import AGGREGATES, OPERATORS
from policy_rules.testing.comparing import Difference
from policy_rules.testing.public_api import Carried

LAWS = ("answers", "agrees", "sound", "exact", "monotone")
"""`answers`: an engine raises no error, and answers on every rule that it does not say it lacks.

`agrees`: its answer is the reference's. `sound`: what it leaves possible holds the true outcome of every
completion. `exact`: on complete facts it gives the true outcome. `monotone`: where more is known, it leaves
no more possible than before.
"""
KEPT = 5
"""Differences that a report tells in full."""


@define
class Report:
    """What was checked, and what was found."""

    cases: int = 0
    """Cases on which the reference answered."""
    rules: set[str] = field(factory=set)
    """The distinct rules, as their files would say them."""
    findings: Counter[tuple[int, int]] = field(factory=Counter)
    operators: Counter[str] = field(factory=Counter)
    """For each operator and aggregate of the core, in how many rules it stands."""
    checked: Counter[str] = field(factory=Counter)
    """For each engine, the cases on which it answered."""
    declined: dict[str, Counter[str]] = field(factory=dict)
    """For each engine, why it declined rules, and for how many cases."""
    differences: list[Difference] = field(factory=list)
    differing: Counter[str] = field(factory=Counter)
    """For each engine, the cases in which it breaks a law."""
    broken: dict[str, Counter[str]] = field(factory=dict)
    """For each engine, how often it breaks each of the laws (`LAWS`)."""
    judged: int = 0
    """Completions of cases judged by the truth, or so wide that any outcome is within."""
    unjudged: Counter[str] = field(factory=Counter)
    """Completions of cases of which the truth does not speak, and why."""
    carried: Carried = field(factory=Carried)
    """What the point tier carried of what mappings were asked by the public door."""
    may_lack: frozenset[str] = frozenset()
    """What an engine may lack, by its own words, and pass all the same."""

    @property
    def unsettled(self) -> float:
        """The share of outcomes that the facts leave open."""
        open_ = sum(n for (low, high), n in self.findings.items() if low != high)
        return open_ / max(1, self.findings.total())

    @property
    def passed(self) -> bool:
        """Whether every engine breaks no law and lacks nothing that it may not lack."""
        return not self.reasons

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why engines did not pass."""
        found = [
            f"{engine} breaks the law `{law}` in {n:,} cases"
            for engine, laws in self.broken.items()
            for law, n in laws.items()
        ]
        found += [
            f"{engine} lacks {why} ({n:,} cases)"
            for engine, reasons in self.declined.items()
            for why, n in reasons.items()
            if why not in self.may_lack
        ]
        found += [f"{engine} answered on no case" for engine, n in self.checked.items() if not n]
        return tuple(found) if self.cases else ("no case was checked",)

    @property
    def uncovered(self) -> frozenset[str]:
        """The operators and aggregates that no rule holds."""
        return frozenset((*OPERATORS, *AGGREGATES)) - frozenset(self.operators)

    def add(self, other: Report) -> None:
        """Take in another report."""
        self.cases += other.cases
        self.rules |= other.rules
        for mine, others in (
            (self.findings, other.findings),
            (self.operators, other.operators),
            (self.checked, other.checked),
            (self.differing, other.differing),
            (self.unjudged, other.unjudged),
        ):
            mine.update(others)  # type: ignore[arg-type]
        self.judged += other.judged
        self.carried.add(other.carried)
        self.may_lack |= other.may_lack
        for mine_, others_ in ((self.declined, other.declined), (self.broken, other.broken)):
            for engine, reasons in others_.items():
                mine_.setdefault(engine, Counter()).update(reasons)
        for difference in other.differences:
            self.tell(difference)

    def break_law(self, law: str, difference: Difference) -> None:
        """Count one broken law, and keep the difference, if it is one of the first."""
        self.broken.setdefault(difference.engine, Counter())[law] += 1
        self.tell(difference)

    def tell(self, difference: Difference) -> None:
        """Keep the difference, if it is one of the first."""
        if len(self.differences) < KEPT:
            self.differences.append(difference)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        known = len({*OPERATORS, *AGGREGATES})
        yield f"cases               {self.cases:>9,}"
        yield f"distinct rules      {len(self.rules):>9,}"
        yield f"operators covered   {known - len(self.uncovered):>6} of {known}" + (
            f" (not: {', '.join(sorted(self.uncovered))})" if self.uncovered else ""
        )
        yield f"unsettled outcomes  {self.unsettled:>9.1%}"
        share = self.unjudged.total() / max(1, self.judged + self.unjudged.total())
        yield f"completions judged  {self.judged:>9,}   not judged {share:.2%}"
        yield from (f"  not judged {n:,}: {why}" for why, n in self.unjudged.most_common())
        for engine in self.checked:
            declined = self.declined.get(engine, Counter())
            yield (
                f"{engine}: {self.checked[engine]:,} checked, {declined.total():,} declined, "
                f"{self.differing[engine]:,} differ"
            )
            yield from (f"  breaks `{law}`: {n:,}" for law, n in self.broken.get(engine, Counter()).items())
            yield from (f"  declined {n:,}: {why}" for why, n in declined.most_common(8))
        if self.carried.rules:
            yield from self.carried.lines()
        yield from self.reasons or ("passed",)
        yield from (f"\n{difference}" for difference in self.differences)
