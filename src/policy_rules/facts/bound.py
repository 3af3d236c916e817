"""Facts about units, bound to a vocabulary: what is known, since when, and from where.

`Entry`s hold abstract values (`domain`): a fact partly known is a narrower value than a missing
one. Nothing here depends on a day of assessment; `view` looks at the facts on a day.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.errors import Place
from policy_rules.ruleset.model import Criterion
from policy_rules.values.known import Num, Value


@frozen
class Source:
    """Where a fact comes from; `known_on` is since when it could be known.

    `of` is the unit whose source it is, where figures of a unit before this one rest on it. `register` is
    that of the vocabulary from which it was read, `date` the day on which it was said, `by` who said it.
    """

    id: str
    title: str = ""
    url: str = ""
    quote: str = ""
    known_on: datetime.date | None = None
    of: str = ""
    register: str = ""
    date: datetime.date | None = None
    by: str = ""


@frozen
class Entry:
    """One value of an attribute: always, for a `year`, or from the day `start` (ordinal) on.

    `told` are the statements of several sources, of which the value was made (`sources_that_differ`).
    """

    value: Value
    source: str = ""
    year: int | None = None
    start: int | None = None
    place: Place = field(default=Place(), eq=False)
    told: tuple[Entry, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Who told it."""
        return tuple(dict.fromkeys(e.source for e in self.told or (self,) if e.source))


@frozen
class RecordFacts:
    """One record of a list: its values and its inner lists.

    `said_in` are the sources that have it, where several do; `not_in` those that call the list whole and
    have it not. `there` is what follows: `YES`, `MAYBE_THERE` or `NO`.
    """

    id: str
    values: Mapping[str, Entry]
    lists: Mapping[str, tuple[RecordFacts, ...]] = field(factory=dict)
    source: str = ""
    place: Place = field(default=Place(), eq=False)
    said_in: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    there: str = "yes"

    @property
    def sayers(self) -> tuple[str, ...]:
        """The sources that say that it is there."""
        return self.said_in or (self.source,)


YES, MAYBE_THERE, NO = "yes", "maybe", "no"
"""Whether a record is there."""


Lists = Mapping[str, tuple[RecordFacts, ...]]
"""Records by the name of their list."""


@frozen
class Completeness:
    """A list is whole: for the `years`, from the day `since` on, or (undated lists) as of `date`.

    `list` is the entity; for an inner list `of` is the id of the outer record ("" = of every one). A search
    dated before the end of a year covers that year up to `date` only. Years are those that the records are
    about, where the list tells them. `since` the first of all days: the list is whole for all time. `void`:
    another source has a record that it lacks, so that nothing can be concluded from it.
    """

    list: str
    of: str = ""
    years: tuple[int, ...] = ()
    by: str = ""
    date: int | None = None
    source: str = ""
    place: Place = field(default=Place(), eq=False)
    since: int | None = None
    void: bool = False


@frozen
class ReportedFigure:
    """A published figure of a measure for a year, widened by the places it was printed with.

    `of` is the unit before this one for which it was published, where it passed over by a succession.
    """

    measure: str
    year: int
    value: Value
    source: str = ""
    place: Place = field(default=Place(), eq=False)
    of: str = ""
    told: tuple[ReportedFigure, ...] = ()
    """The figures of several sources, of which the value was made."""


@frozen
class ExceptionRecord:
    """A recorded exception to a rule whose words soften it; `start`, `until` are ordinals.

    `instance` lifts one record (or, of the default deadline, one task); `value` replaces a number
    that the rule defines; `lifted`: the rule is lifted besides, and no number need be told. `order` is
    the place among those of its day.
    """

    rule: str
    reason: str
    approved_by: str
    start: int
    instance: str = ""
    value: Value | None = None
    until: int | None = None
    source: str = ""
    place: Place = field(default=Place(), eq=False)
    lifted: bool = False
    order: int | None = None

    @property
    def lifts(self) -> bool:
        """Whether the rule, or the instance, is lifted while it is in force."""
        return self.lifted or self.value is None


@frozen
class GradingRecord:
    """An assessor's grading of a rule for a year: the set of grades it may be, usually one."""

    rule: str
    year: int
    value: Value
    instance: str = ""
    grader: str = ""
    date: int | None = None
    reason: str = ""
    source: str = ""
    place: Place = field(default=Place(), eq=False)
    role: str = ""
    replaces: bool = False
    told: tuple[GradingRecord, ...] = ()
    """The gradings of several sources, of which the value was made."""


@frozen
class EntryRecord:
    """A person's score: the entry's name on the sheet, the value, and who gave it, when and why.

    `instance` is the id of the record it is about, where the sheet asks for one entry a record. A
    later entry for the same thing `replaces` an earlier one; both stay on file. `order` is the place among
    those of its day.
    """

    entry: str
    value: Num
    instance: str = ""
    year: int | None = None
    scorer: str = ""
    role: str = ""
    date: datetime.date | None = None
    evidence: str = ""
    reason: str = ""
    replaces: bool = False
    source: str = ""
    place: Place = field(default=Place(), eq=False)
    order: int | None = None

    @property
    def name(self) -> str:
        """The name of the entry, with the record that it is about."""
        return f"{self.entry}({self.instance})" if self.instance else self.entry


@frozen
class CorrectionRecord:
    """A step of the procedure after the scoring; each adds a line to the ledger, none is edited.

    kind: `feedback` (an issue put to the unit: sent), its `delivery` and its `reading`, `verified` (the
    unit accepts it), `objection` (it does not), `decision` (on review), `approval`, or `recusal` (of an
    assessor). A decision moves an `item` by `change` or sets it to `value`; an approval gives the `grade`
    (or the total's `value`). The others change no points. `about` is the id of the record that it answers
    or, of an approval, of the decision that it takes up. It counts from its `date` to `until`, if there is
    one. `order` is the place among those of its day; `supersedes` are the decisions in whose place it stands.
    """

    id: str
    kind: str
    item: str = ""
    change: Num | None = None
    value: Num | None = None
    grade: str = ""
    about: str = ""
    year: int | None = None
    by: str = ""
    role: str = ""
    date: datetime.date | None = None
    until: datetime.date | None = None
    reason: str = ""
    evidence: str = ""
    source: str = ""
    place: Place = field(default=Place(), eq=False)
    order: int | None = None
    supersedes: tuple[str, ...] = ()


OF_OTHERS = "facts of other units"
"""Stands for the names of facts of other units, where they are not to be told."""
ALL = "all"
"""What a succession carries, where every figure passes over."""


@frozen
class SuccessionRecord:
    """A unit (`predecessor`) that this one was (`renamed`) or took in (`merged`) on the day `on` (ordinal).

    Its figures of the years before that of `on` pass over: those of the measures in `carries`, `ALL`, or
    none where it is empty. `carries` is None where nobody said: then it is unknown whether they count.
    `figures` are its own, where the facts do not speak of it.
    """

    predecessor: str
    kind: str
    on: int
    carries: tuple[str, ...] | None = None
    figures: tuple[ReportedFigure, ...] = ()
    by: str = ""
    reason: str = ""
    source: str = ""
    place: Place = field(default=Place(), eq=False)


@frozen
class SampleRecord:
    """The organs of a place that were drawn for a year, by their ids: those and no others."""

    year: int
    organs: tuple[str, ...]
    by: str = ""
    date: int | None = None
    source: str = ""
    place: Place = field(default=Place(), eq=False)


@frozen
class UnitFacts:
    """All facts of one unit, of all its years.

    A place is looked at through its organs: the units whose `organ_of` it is. They are no units below
    it (`parent`), and none of its facts are theirs.
    """

    id: str
    name: str
    parent: str = ""
    constructed: bool = False
    values: Mapping[str, tuple[Entry, ...]] = field(factory=dict)
    """By path (`staffing.posts_total`, `unit.level`)."""
    lists: Mapping[str, tuple[RecordFacts, ...]] = field(factory=dict)
    complete: tuple[Completeness, ...] = ()
    reported: tuple[ReportedFigure, ...] = ()
    exceptions: tuple[ExceptionRecord, ...] = ()
    gradings: tuple[GradingRecord, ...] = ()
    entries: tuple[EntryRecord, ...] = ()
    corrections: tuple[CorrectionRecord, ...] = ()
    succession: tuple[SuccessionRecord, ...] = ()
    is_place: bool = False
    organ_of: str = ""
    samples: tuple[SampleRecord, ...] = ()
    sources: Mapping[str, Source] = field(factory=dict)
    file: str = ""
    precedence: tuple[Criterion, ...] = ()
    """By what its sources were ranked where they differ."""
    withheld: bool = False
    """Whether its facts count and are not told: it is another than the unit that is handed the result."""


@frozen
class Facts:
    """The bound facts of one or more units, by id, with notes on what was not used."""

    units: Mapping[str, UnitFacts]
    notes: tuple[str, ...] = ()
    ruleset: str = field(default="", eq=False, repr=False)
    """The digest of the ruleset that they were bound to; "" where that is not known."""
    handed_to: str = ""
    """The unit that is handed what comes of them, without anything of others; "" where no single one is."""
    withheld: frozenset[str] = frozenset()
    """Measures that tell of others, which count and are not told."""
