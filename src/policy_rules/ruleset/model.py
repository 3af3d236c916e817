"""A ruleset as its files say it: rules, clauses, documents, vocabulary, sheets.

Built by `load`; nothing here is computed. Every expression is still text with its place.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.errors import Place
from policy_rules.memo import Folded, Memo
from policy_rules.messages import LANGUAGES, Language
from policy_rules.ruleset.deferred import Deferred, made
from policy_rules.ruleset.office_model import Office
from policy_rules.shown import Shown
from policy_rules.vocabulary import Expression, Vocabulary

if TYPE_CHECKING:
    from policy_rules.feel.parse import Trees

KINDS = (
    "duty",
    "prohibition",
    "target",
    "permission",
    "power",
    "constitutive",
    "consequence",
    "principle",
)
UNBREAKABLE = frozenset({"permission", "power", "constitutive", "principle"})
"""Kinds that nothing can violate."""
ROLLING = "rolling"
"""The word with which a rule's period begins where it is a rolling window: `rolling P12M`."""


@frozen
class Iteration:
    """One step of `for each`: `name in source`, the source being text."""

    name: str
    source: Expression


@frozen
class Degree:
    """One place of a rule's own scale ("considered"), with the condition under which it is reached."""

    name: str
    when: Expression
    zh: str = ""
    en: str = ""
    means: str = ""


@frozen
class Example:
    """A case that a rule must decide as told.

    `given` is a facts mapping as read (a tree of `documents`), `expect` an outcome or a mapping of
    instance to outcome, `parameters` what the example sets. `no_year`: it is asked for none, whatever year
    the examples of the ruleset are asked for.
    """

    given: object
    expect: str | Mapping[str, str]
    parameters: Mapping[str, object] = field(factory=dict)
    as_of: datetime.date | None = None
    year: int | None = None
    place: Place = field(default=Place(), eq=False)
    no_year: bool = False


@frozen
class Version:
    """What a rule says from a day on.

    `since` is None for what it said first. `norm` is None where it says nothing from then on, and `status`
    why: `ended`, `suspended`, `superseded`. `by`: the id of the rule that carries the amending words, or the
    document that took the place of the rule's own.
    """

    name: str
    since: Expression | None
    norm: Rule | None
    by: str = ""
    status: str = ""


@frozen
class RulePart:
    """One norm of a rule that is lowered by itself: a limb, a version, or the whole rule (name "").

    It governs what counts for a day from `since` on and before `until`; None where there is no such end.
    """

    name: str
    norm: Rule
    since: Expression | None = None
    until: Expression | None = None


@frozen
class ListedReadings:
    """The readings of a due day or a period: what it is by each value of a listed parameter."""

    by: str
    options: Mapping[str, Expression]


@frozen
class Rule(Folded, Shown):
    """One norm: its words, who is bound, what must be true. Keys as in the rule file.

    One from a cache has most of it when it is looked at.

    `due` and `period` are None where absent; else a keyword (`default`, `open`, `year`), the name of a kind
    of periods, a rolling window or FEEL text.
    `grading` names a scale. Of a rule with `limbs` each is a whole rule, with what the rule gives to all.
    """

    id: str
    text: str
    title: str
    gloss: str
    document: str
    clause: str
    bearer: str
    about: str
    kind: str = "duty"
    governed_by: str = ""
    addressee: str = ""
    applies: Expression | None = None
    for_each: tuple[Iteration, ...] = ()
    period: Expression | None = None
    due: Expression | None = None
    requires: Expression | None = None
    grading: str = ""
    force: str = ""
    defines: Mapping[str, Expression] = field(factory=dict)
    degrees: tuple[Degree, ...] = ()
    """Highest first; a mark beside the outcome, which is one of the six whatever the degree."""
    see: Mapping[str, str] = field(factory=dict)
    """Other rules, and why each is named; in English where that is told in both languages."""
    tensions: tuple[str, ...] = ()
    """Those of `see` with which the rule collides; each says it of the other (`tensions`)."""
    _examples: tuple[Example, ...] | Deferred[tuple[Example, ...]] = field(default=(), eq=made, repr=False)
    place: Place = field(default=Place(), eq=False)
    places: Mapping[str, Place] = field(factory=dict, eq=False, repr=False)
    """Where the value of each key stands."""
    limbs: Mapping[str, Rule] = field(factory=dict)
    """Norms of different kind in the same words, by name: the rule comes to the worst of them."""
    readings: Mapping[str, ListedReadings] = field(factory=dict)
    """Of `due` and `period`, where they are open among listed readings; then the rule has none itself."""
    doubt: Mapping[str, str] = field(factory=dict)
    """What is doubtful about the rule, by language: told beside its finding, without an effect on it."""

    versions: tuple[Version, ...] = ()
    """Where it changed in time: what it said first, and what it says from each later day on."""
    version_on: Expression | None = None
    """The day that says which version holds, where that is not the record's, the due day or period's end."""
    see_in: Mapping[str, Mapping[str, str]] = field(factory=dict)
    """Of those of `see` that are told by language the words in each."""
    applies_to: Expression | None = None
    """The units to which it speaks, where they are others than those of its document."""

    def why_seen(self, other: str, language: str) -> str:
        """Why another rule is named, in this language where it is told in it."""
        return self.see_in.get(other, {}).get(language) or self.see[other]

    @property
    def parts(self) -> tuple[RulePart, ...]:
        """What is lowered and judged, each by itself: limbs, versions, or the rule as a whole."""
        versions = self.versions or (Version("", None, self),)
        ends = (*(later.since for later in versions[1:]), None)
        return tuple(
            RulePart(name, norm, version.since, until)
            for version, until in zip(versions, ends, strict=True)
            if version.norm is not None
            for name, norm in (version.norm.limbs or {version.name: version.norm}).items()
        )

    @property
    def in_versions(self) -> bool:
        """Whether its parts are versions; limbs, which may end with their document, are none."""
        return bool(self.versions) and not self.limbs

    @property
    def norms(self) -> tuple[Rule, ...]:
        """The norms of its parts."""
        return tuple(part.norm for part in self.parts)

    @property
    def read_by(self) -> tuple[str, ...]:
        """The parameters by which due days and periods of its norms are read, each once."""
        return tuple(dict.fromkeys(r.by for norm in self.norms for r in norm.readings.values()))

    def read_as(self, chosen: Mapping[str, str]) -> Rule:
        """The rule with the due days and periods that the chosen values of parameters give."""
        limbs = {name: limb.read_as(chosen) for name, limb in self.limbs.items()}
        taken: dict[str, Any] = {
            key: r.options[chosen[r.by]] for key, r in self.readings.items() if r.by in chosen
        }
        versions = tuple(evolve(v, norm=v.norm and v.norm.read_as(chosen)) for v in self.versions)
        changed = taken or limbs or versions
        return evolve(self, limbs=limbs, versions=versions, readings={}, **taken) if changed else self

    @property
    def has_default_due(self) -> bool:
        """Whether its day, or that of a limb, is the default day of its document."""
        return any(norm.due is not None and norm.due.text == "default" for norm in self.norms)

    @property
    def examples(self) -> tuple[Example, ...]:
        """Cases that the rule must decide as told."""
        return made(self._examples)

    def __str__(self) -> str:
        return "\n".join(
            x for x in (f"{self.id} ({self.document} {self.clause})", self.text, self.title) if x
        )


@frozen
class Clause:
    """One clause of a document: its heading as in the source, its words, its rules in order."""

    document: str
    number: str
    heading: str
    title: str
    words: str
    file: str
    rules: tuple[str, ...]
    span: tuple[int, int] = (0, 0)
    """Where the clause stands in the words of its source (`source_text`)."""


@frozen
class Document:
    """A source text: its title, words, start of force, and the rule that gives the default day."""

    name: str
    title: str
    words: str
    source: str
    in_force: Expression | None = None
    default_due: str = ""
    out_of_force: Expression | None = None
    """The first day on which it is no longer in force."""
    superseded_by: str = ""
    """The document that takes its place."""
    continues: tuple[str, ...] = ()
    """Rules of documents whose place it takes that go on."""
    applies_to: Expression | None = None
    """The units to which its rules speak; None: to all who have their roles."""


@frozen
class SheetWord:
    """A content or a method that items of sheets may name, with the rules on which it stands.

    `compulsory`: every sheet has items of this content.
    """

    name: str
    names: Mapping[str, str] = field(factory=dict)
    compulsory: bool = False
    cites: tuple[str, ...] = ()


@frozen
class UnitKind:
    """A kind of unit that readers look for ("a county government"), and the facts of a unit that make one.

    `facts` are attributes of `unit` with their values, as facts files write them.
    """

    name: str
    facts: Mapping[str, str]
    zh: str = ""
    en: str = ""


@frozen
class Places:
    """How the findings of the organs of a place are joined: each a word, or `parameters.x`.

    `counted`: all organs (`ALL_ORGANS`) or those drawn for the year (`SAMPLE`). `gradings`: those of each
    organ (`EACH`), or those of the place for all of them (`OF_PLACE`).
    """

    counted: str
    gradings: str


ALL_ORGANS, SAMPLE = "all", "sample"
EACH, OF_PLACE = "each", "place"
PLACE_WORDS: Mapping[str, tuple[str, ...]] = {
    "counted": (ALL_ORGANS, SAMPLE),
    "gradings": (EACH, OF_PLACE),
}
"""The readings of each key of `places`."""


LATER, EARLIER = "later", "earlier"
"""By the day on which something was said: the later, or the earlier, goes before."""


@frozen
class Criterion:
    """One step in ranking sources that differ: `registers`, the first before the next, or by `day`.

    Of gradings alone: by the role of who graded, `graders`, the first before the next; or `moderated`: one
    that replaces others before these.
    """

    registers: tuple[str, ...] = ()
    day: str = ""
    graders: tuple[str, ...] = ()
    moderated: bool = False


@frozen
class RulesetModel(Folded, Shown):
    """Everything in a ruleset's folder; of one from a cache much is made when it is looked at."""

    name: str
    language: int
    root: Path
    documents: Mapping[str, Document]
    clauses: tuple[Clause, ...]
    rules: Mapping[str, Rule]
    vocabulary: Vocabulary
    profiles: Mapping[str, Mapping[str, object]]
    """Profile name to the raw mapping of its file (values as read, with places)."""
    sheets: Mapping[str, object]
    """Sheet name to the raw tree of its file (with places)."""
    examples_as_of: datetime.date | None = None
    examples_year: int | None = None
    digest: str = ""
    """SHA-256 over the folder's files, in order of their names."""
    sheet_content: Mapping[str, SheetWord] = field(factory=dict)
    """What scoring sheets are made of, by the name that items give."""
    sheet_methods: Mapping[str, SheetWord] = field(factory=dict)
    """The ways in which items are looked at, by the name that items give."""
    unit_kinds: Mapping[str, UnitKind] = field(factory=dict)
    """Kinds of units for which the pages say what concerns them, by name."""
    places: Places | None = None
    """None where the ruleset knows no places."""
    decisions: Mapping[str, object] = field(factory=dict)
    """Decisions on readings that ship with it, by the name of their file: the raw tree (with places)."""
    precedence: tuple[Criterion, ...] = ()
    """By what sources that differ are ranked, the first step first; nothing: they are not."""
    version: str = ""
    """The edition of its files, as its makers name it."""
    languages: tuple[Language, ...] = LANGUAGES
    """In which it is told, that of its sources first: it is the authority."""
    every_parameter_read: bool = False
    """Whether a parameter that nothing reads is a fault, unless it is left to people."""
    office: Office | None = None
    """What an office does in its year; None where the ruleset does not say."""
    sheet_components: Mapping[str, SheetWord] = field(factory=dict)
    """The parts of a total, by the name that items give."""
    sheet_steps: Mapping[str, SheetWord] = field(factory=dict)
    """What the steps of sheets are called that bear no measure's name."""
    unread: bool = False
    """Whether a file could not be read, so that names which it may declare are not known."""
    title: Mapping[str, str] = field(factory=dict)
    """What it is, in a line, by language; what is told in one language alone stands under ""."""
    kept: Memo = field(factory=Memo, init=False, eq=False, repr=False)
    """What has been made of it."""

    def __deepcopy__(self, memo: object) -> RulesetModel:
        return self  # nothing in it changes, and whatever holds it may be copied often

    def who(self, rule: Rule) -> tuple[Expression, ...]:
        """What a unit must be for a rule to concern it: to have its role, and one to whom the text speaks."""
        role = self.vocabulary.roles.get(rule.about)
        told = (None if role is None else role.when, self.spoken_to(rule))
        return tuple(condition for condition in told if condition is not None)

    def spoken_to(self, rule: Rule) -> Expression | None:
        """The units to which a rule speaks: those of its document, where it says nothing else."""
        document = self.documents.get(rule.document)
        return rule.applies_to or (None if document is None else document.applies_to)

    @property
    def trees(self) -> Trees:
        """The trees of the expressions in its sheets, which are read when they are asked for."""
        from policy_rules.feel.parse import Trees

        return self.kept.once("trees", Trees)
