"""What facts can speak of: types, entities with their attributes, measures, roles, parameters.

A vocabulary is data of a ruleset (`vocabulary/*.yaml`, `parameters.yaml`); this module is its
model. Expressions stay text here, with their place; `lowering` gives them a meaning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from copy import copy
from fractions import Fraction
from functools import cached_property

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.errors import Place
from policy_rules.memo import Memo
from policy_rules.values.calendar import Calendar
from policy_rules.values.intervals import whole
from policy_rules.values.known import MAYBE, NEVER, UNDECIDED, Labels, Num, Value
from policy_rules.values.periods import CALENDAR_YEAR, Periods

Unit = tuple[tuple[str, int], ...]
"""A unit of measure as factors with exponents, sorted: `post` is (("post", 1),)."""


@frozen
class Type:
    """The type of a value.

    kind: boolean, number, date, days, months, label (of an enumeration or scale), text, record,
    list, range (of dates), table (a parameter that is a whole table) or null (the literal).
    `low`, `high` bound numbers (and dates, as ordinals); `places` is the number of decimals, 0 for
    an integer, None where there is no limit. `unit` is None for a literal, which takes the unit it
    meets; () is a plain number. Percents are plain numbers. `zh` pairs the labels of an enumeration that
    an attribute, a measure or a parameter lists itself with their Chinese; such a type bears the name of
    what declares it.
    """

    kind: str
    labels: tuple[str, ...] = ()
    ordered: bool = False
    name: str = ""
    unit: Unit | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    places: int | None = None
    percent: bool = False
    nullable: bool = False
    entity: str = ""
    zh: tuple[tuple[str, str], ...] = field(default=(), eq=False, repr=False)

    def missing(self) -> Value:
        """Every value of the type: what a missing fact could be."""
        return self._anything

    @cached_property
    def _anything(self) -> Value:
        null = MAYBE if self.nullable else NEVER
        if self.kind == "boolean":
            return UNDECIDED
        if self.kind in ("label", "text", "null"):
            return Labels(frozenset(self.labels) if self.kind == "label" else None, null)
        low, high = (end if end is None else whole(end) for end in (self.low, self.high))
        return Num(low, high, null)


BOOLEAN = Type("boolean")
NUMBER = Type("number", unit=())
INTEGER = Type("number", unit=(), places=0)
DATE = Type("date")
DAYS = Type("days")
MONTHS = Type("months")
TEXT = Type("text")
PERIOD = Type("range")


_DAY = re.compile(r'@"([0-9]{4}-[0-9]{2}-[0-9]{2})"')


@frozen
class Expression:
    """A FEEL text with the place of its first character."""

    text: str
    place: Place = field(default=Place(), eq=False)

    @property
    def day(self) -> str:
        """The day that is written out (`@"2024-12-31"`) and nothing else; "" for any other text."""
        found = _DAY.fullmatch(self.text.strip())
        return found[1] if found else ""


@frozen
class Was:
    """What an entity or an attribute replaces, by its old `name`; `entity.attribute` where it was of another.

    An old number is multiplied by `times`, an old label is the new one that `labels` names. What does not
    pass over one to one (a label that became several, `narrowed`, a date that became a record dated by
    `record`) is read by `migrate` alone.
    """

    name: str
    times: Fraction | None = None
    labels: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    narrowed: bool = False
    record: str = ""

    @property
    def one_to_one(self) -> bool:
        """Whether nothing is lost in reading it."""
        new = [name for names in self.labels.values() for name in names]
        single = all(len(names) == 1 for names in self.labels.values()) and len(set(new)) == len(new)
        return single and not self.narrowed and not self.record


@frozen
class Attribute:
    """A property of an entity. `derived` (key `is`) computes it from the record's others.

    `planned`: a date that stands although it lies ahead (a due date, an end of term); every other
    date after the day of assessment has not happened yet. `control`: who decides on it. `redact`: its
    values count and are not told (personal data).
    """

    name: str
    type: Type
    zh: str = ""
    en: str = ""
    means: str = ""
    means_in: Mapping[str, str] = field(factory=dict, hash=False)
    register: str = ""
    control: str = ""
    planned: bool = False
    derived: Expression | None = None
    place: Place = field(default=Place(), eq=False)
    was: tuple[Was, ...] = ()
    redact: bool = False


@frozen
class Entity:
    """A kind of record: a list of each unit, a single record (`one`), or a list inside others (`of`).

    `dated_by` names the date that puts a record into a year, or the two dates from and to. `for_year` names
    the attribute that tells the year which a record is about, where it is not that of its date; `counted`
    says whether the year that it is about (`about`) or that of the breach counts (`breached`, as where
    nothing is said), or names the parameter that does (`parameters.x`).
    """

    name: str
    attributes: Mapping[str, Attribute]
    zh: str = ""
    en: str = ""
    means: str = ""
    means_in: Mapping[str, str] = field(factory=dict, hash=False)
    one: bool = False
    of: tuple[str, ...] = ()
    dated_by: tuple[str, ...] = ()
    register: str = ""
    for_year: str = ""
    counted: str = ""
    place: Place = field(default=Place(), eq=False)
    was: tuple[Was, ...] = ()

    @property
    def dates(self) -> tuple[Attribute, ...]:
        """The attributes of `dated_by`; of a ruleset with faults those that are declared."""
        return tuple(self.attributes[name] for name in self.dated_by if name in self.attributes)

    @property
    def told_year(self) -> str:
        """The attribute by whose years the list can be whole; "" where there is none that facts give."""
        attribute = self.attributes.get(self.for_year)
        return self.for_year if attribute is not None and attribute.derived is None else ""


@frozen
class Measure:
    """A named expression, a published figure, or both.

    `yearly`: the published figure is that of the year assessed (a grade), not of the day looked at.
    """

    name: str
    type: Type
    derived: Expression | None = None
    reported: bool = False
    yearly: bool = False
    zh: str = ""
    en: str = ""
    means: str = ""
    means_in: Mapping[str, str] = field(factory=dict, hash=False)
    place: Place = field(default=Place(), eq=False)


@frozen
class Role:
    """Who can be bearer, about or addressee; `when` says which units have the role."""

    name: str
    zh: str = ""
    en: str = ""
    means: str = ""
    means_in: Mapping[str, str] = field(factory=dict, hash=False)
    when: Expression | None = None
    person: bool = False
    place: Place = field(default=Place(), eq=False)


@frozen
class Gone:
    """That a name was taken out on a day: what is recorded `instead`, and why it does not pass over.

    `instead` holds names of today (`list`, `entity.attribute`, `list[attribute = "label"]`, a measure,
    `parameters.x` for a parameter), or none.
    """

    on: str
    instead: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""

    def told(self, path: str, verb: str = "record") -> tuple[str, str]:
        """That the name is gone, and what is recorded (or set) in its place."""
        names = " or ".join(f"`{name}`" for name in self.instead)
        what = f"{verb} {names}" if names else "nothing takes its place"
        return f"`{path}` was taken out on {self.on}", what


@frozen
class Register:
    """Records that exist anyway, from which facts are read."""

    name: str
    zh: str = ""
    en: str = ""
    kept_by: str = ""
    department: str | None = ""
    """Who answers for the facts read from it, where that is not who keeps it; None: nobody by name."""
    kept_by_zh: str = ""


@frozen
class MeasureUnit:
    """The words of a unit of measure, as they follow a number: `3个编制`, `1 post`, `3 posts`."""

    name: str
    zh: str = ""
    en: str = ""
    plural: str = ""

    def told(self, language: str, *, one: bool = False) -> str:
        """The word in a language, after the number one or after another."""
        if language == "zh":
            return self.zh or self.name
        single = self.en or self.name.replace("_", " ")
        return single if one else self.plural or f"{single}s"


@frozen
class Parameter:
    """What the text leaves open, or what changes by date.

    `values` maps the first day of force (ordinal; 0 = always) to the value; empty is unset: the
    parameter is then its whole type. `per_rule`: each rule has a value of its own, held in
    `rule_values`. A table parameter holds raw data in `table`. `left`: why it is left to people, by language;
    nothing reads such a one, and nothing sets it.
    """

    name: str
    type: Type
    question: str = ""
    question_in: Mapping[str, str] = field(factory=dict, hash=False)
    zh: str = ""
    en: str = ""
    means: str = ""
    means_in: Mapping[str, str] = field(factory=dict, hash=False)
    per_rule: bool = False
    values: tuple[tuple[int, Value], ...] = ()
    rule_values: Mapping[str, Value] = field(factory=dict)
    table: object = None
    one_of: tuple[Value, ...] = ()
    """The only values possible of a number or date; none where the type alone bounds it."""
    left: Mapping[str, str] = field(factory=dict)
    place: Place = field(default=Place(), eq=False)

    @property
    def dated(self) -> bool:
        """Whether it is another on other days."""
        return any(start > 0 for start, _ in self.values)


@frozen
class Cells:
    """A parameter that is a set of labels, or a table by labels: each label has a parameter of its own.

    The parameter of a label is called `name[label]`: whether it belongs to the set, or the cell's value.
    """

    name: str
    labels: tuple[str, ...]
    is_set: bool
    place: Place = field(default=Place(), eq=False)

    def cell(self, label: str) -> str:
        """The name of the parameter of a label."""
        return f"{self.name}[{label}]"


@frozen(eq=False)
class Vocabulary:
    """All that facts and conditions can name."""

    entities: Mapping[str, Entity] = field(factory=dict)
    measures: Mapping[str, Measure] = field(factory=dict)
    roles: Mapping[str, Role] = field(factory=dict)
    registers: Mapping[str, Register] = field(factory=dict)
    scales: Mapping[str, tuple[str, ...]] = field(factory=dict)
    scale_labels: Mapping[str, Mapping[str, str]] = field(factory=dict)
    """The Chinese of labels, by the name of their type: a scale, or what lists the labels itself."""
    parameters: Mapping[str, Parameter] = field(factory=dict)
    calendar: Calendar | None = None
    """What a working day is."""
    cells: Mapping[str, Cells] = field(factory=dict)
    """Sets and tables; the parameters of their labels are among the parameters."""
    year: Periods = CALENDAR_YEAR
    """What a year is, wherever one is named by a number."""
    periods: Mapping[str, Periods] = field(factory=dict)
    """The other kinds of periods, by the name that rules give."""
    gone: Mapping[str, Gone] = field(factory=dict)
    """What facts named once and is declared no more: entities, `entity.attribute`, measures."""
    units: Mapping[str, MeasureUnit] = field(factory=dict)
    """The words of units of measure; a unit is known by being written, and need not be declared."""

    def __attrs_post_init__(self) -> None:
        listed = {kind.name: dict(kind.zh) for kind in self._types() if kind.zh}
        if listed:
            object.__setattr__(self, "scale_labels", {**listed, **self.scale_labels})

    def labels_of_all(self, texts: Collection[str]) -> Mapping[str, str]:
        """The Chinese labels of the first scale that has all of these texts; none where no scale has."""
        known = (labels for labels in self.scale_labels.values() if texts and labels.keys() >= set(texts))
        return next(known, {})

    @cached_property
    def kept(self) -> Memo:
        """What has been made of it."""
        return Memo()

    @cached_property
    def declared(self) -> Memo:
        """What has been made of its declarations: copies with other values of parameters share it."""
        return Memo()

    @cached_property
    def redacted(self) -> frozenset[str]:
        """The attributes whose values are not told, as `entity.attribute`."""
        return frozenset(
            f"{entity.name}.{attribute.name}"
            for entity in self.entities.values()
            for attribute in entity.attributes.values()
            if attribute.redact
        )

    def with_parameters(self, parameters: Mapping[str, Parameter]) -> Vocabulary:
        """The same where parameters have other values; their types are as they were."""
        made = copy(self)
        object.__setattr__(made, "parameters", parameters)
        object.__setattr__(made, "declared", self.declared)
        return made

    def measured(self, unit: Unit | None, language: str, *, one: bool = False) -> str:
        """A unit of measure in words, "" of a plain number: `posts`, `yuan/year`."""
        names = {name: self.units.get(name) or MeasureUnit(name) for name, _ in unit or ()}
        over, under = (
            [
                names[name].told(language, one=single) + (f"^{abs(power)}" if abs(power) != 1 else "")
                for name, power in unit or ()
                if (power > 0) is above
            ]
            for above, single in ((True, one), (False, True))
        )
        return "·".join(over) + "".join(f"/{word}" for word in under)

    def _types(self) -> Iterator[Type]:
        for entity in self.entities.values():
            for attribute in entity.attributes.values():
                yield attribute.type
        yield from (measure.type for measure in self.measures.values())
        yield from (parameter.type for parameter in self.parameters.values())

    def attribute(self, path: str) -> Attribute | None:
        """The attribute `entity.name` of a single record or of a list's records."""
        entity, _, name = path.partition(".")
        found = self.entities.get(entity)
        return found.attributes.get(name) if found else None
