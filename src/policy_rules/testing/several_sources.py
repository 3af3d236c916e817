"""Facts told by several sources: raw facts written anew, as tellers who differ would have told them.

What is known stays the same, or becomes less: a value is told by one whom the precedence puts first, and
otherwise by others; an interval by two who are not ranked, one at each end; a record that is set aside is
added to a list that another calls whole. The facts as they turned out are told alike, so that truth and
engines must both find whom to believe.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.facts.bound import RecordFacts
from policy_rules.ruleset.model import EARLIER, LATER, Criterion
from policy_rules.testing.choices import Choices, weighted
from policy_rules.testing.completions import Completing
from policy_rules.testing.facts import FactsWriter
from policy_rules.testing.plain import Unsayable, plain_value
from policy_rules.testing.raw_facts import Raw
from policy_rules.vocabulary import Entity, Type

SEVERAL = 40
"""How many sets of facts in a hundred are told by several sources."""
_OFTEN = 60
"""How many facts in a hundred of such a set."""
FIRST, SECOND, LAST, NOBODY, SOMEBODY = "first", "second", "last", "nobody", "somebody"
"""Sources: the first goes before the second and that before the last; the others are not ranked."""
_DAYS = ("2024-01-31", "2024-06-30", "2025-01-31")
_PLACES = {FIRST: 0, SECOND: 1, LAST: 2}


def precedence(choices: Choices) -> tuple[Criterion, ...]:
    """How sources that differ are ranked: by registers, by day, by both, or not."""
    registers = Criterion(("census", "yearbook", "press"))
    later, earlier = Criterion(day=LATER), Criterion(day=EARLIER)
    return weighted(
        choices,
        (3, (registers, later)),
        (2, (later,)),
        (1, (earlier,)),
        (1, (registers,)),
        (1, (later, registers)),
        (1, ()),
    )


@frozen
class Tellers:
    """Tells one set of facts, and the ways in which it turned out, by several sources."""

    choices: Choices
    writer: FactsWriter

    @property
    def ranks(self) -> Sequence[Criterion]:
        """How the ruleset ranks them."""
        return self.writer.program.model.precedence

    def tell(self, raw: Sequence[Raw], wholes: Sequence[Sequence[Raw]]) -> None:
        """Write the facts of each unit anew, in place."""
        for at, unit in enumerate(raw):
            every = [unit, *(whole[at] for whole in wholes)]
            for each in every:
                each["sources"] = self._sources()
            self._values(every)
            self._records(every)
            self._statements(every, "reported", ("measure", "for"))
            self._statements(every, "gradings", ("rule", "instance", "for"))
            self._set_aside(every)

    def _sources(self) -> Raw:
        """The sources, so that each step of the precedence tells the ranked ones apart, or none does."""
        step = self.ranks[0] if self.ranks else None
        found: Raw = {}
        for name, place in _PLACES.items():
            about: Raw = {}
            if step is not None and step.registers:
                about["register"] = step.registers[place]
            elif step is not None:
                about["date"] = _DAYS[place if step.day == EARLIER else 2 - place]
                about["register"] = "press"
            found[name] = about
        return found | {NOBODY: {}, SOMEBODY: {}}

    # -- values ------------------------------------------------------------------------------------

    def _values(self, every: Sequence[Raw]) -> None:
        """The attributes of single records: each as a whole, or within its years or days."""
        for entity in self.writer.program.model.vocabulary.entities.values():
            for attribute in entity.attributes.values() if entity.one else ():
                places = [each.get(entity.name, {}) for each in every]
                if attribute.name not in places[0] or attribute.derived is not None:
                    continue
                self._value([(p, attribute.name) for p in places], attribute.type)

    def _value(self, at: Sequence[tuple[Raw, str]], kind: Type) -> None:
        """One value, told alike wherever it stands; `at` begins with what is known."""
        known = at[0][0][at[0][1]]
        if isinstance(known, Mapping) and not known.keys() & {"at_least", "at_most", "one_of"}:
            for key in known:
                self._value([(p[name], key) for p, name in at], kind)
            return
        if self._at_the_ends(at[0]) or not self.choices.chance(_OFTEN):
            return
        for wrong in self._wrong(kind) if self.ranks else ():
            dated = self.choices.chance(40) and not self._within_days(at[0][0])
            others = self.choices.pick(((SECOND,), (LAST,), (LAST, SECOND)))
            for place, name in at:
                place[name] = {"told": [_said(place[name], FIRST), *(_told(wrong, o, dated) for o in others)]}

    def _at_the_ends(self, known: tuple[Raw, str]) -> bool:
        """Tell what lies between two values by two who are not ranked; whether that was done."""
        place, name = known
        ends = _ends(place[name])
        if ends is None or not self.choices.chance(80):
            return False
        place[name] = {"told": [_said(ends[0], NOBODY), _said(ends[1], SOMEBODY)]}
        return True

    def _within_days(self, place: Raw) -> bool:
        """Whether the value stands under a year or a day already, where no other days may stand."""
        return all(str(key)[:4].isdigit() for key in place)

    def _wrong(self, kind: Type) -> Iterator[Any]:
        """Some other value of the type, where a file has words for it."""
        try:
            yield plain_value(self.writer.value(kind), kind)
        except Unsayable:
            return

    def _records(self, every: Sequence[Raw]) -> None:
        """The attributes of records, by the ids of the records."""
        for entity in self.writer.program.model.vocabulary.entities.values():
            if entity.one or entity.of:
                continue
            found = [{r["id"]: r for r in each.get(entity.name, ())} for each in every]
            for id_ in found[0]:
                rows = [rows[id_] for rows in found]
                for attribute in entity.attributes.values():
                    if attribute.name in rows[0] and attribute.name not in entity.dated_by:
                        self._undated([(row, attribute.name) for row in rows], attribute.type)

    def _undated(self, at: Sequence[tuple[Raw, str]], kind: Type) -> None:
        """A value of a record, which has no days."""
        if self._at_the_ends(at[0]):
            return
        for wrong in self._wrong(kind) if self.ranks and self.choices.chance(_OFTEN) else ():
            for place, name in at:
                place[name] = {"told": [_said(wrong, LAST), _said(place[name], FIRST)]}

    # -- statements --------------------------------------------------------------------------------

    def _statements(self, every: Sequence[Raw], section: str, keys: Sequence[str]) -> None:
        """Another figure, or grading, of what was told, by one who is set aside."""
        for told in list(every[0].get(section, ())) if self.ranks else ():
            about = {key: told[key] for key in keys if key in told}
            if "source" in told or not self.choices.chance(_OFTEN):
                continue
            for wrong in self._wrong(self._kind(section, told)):
                for each in every:
                    same = [s for s in each.get(section, ()) if {k: s[k] for k in keys if k in s} == about]
                    for one in same:
                        one["source"] = FIRST
                    other = {**about, "value": wrong, "source": LAST}
                    if same:
                        each[section] = [other, *each[section]]

    def _kind(self, section: str, told: Raw) -> Type:
        model = self.writer.program.model
        if section == "reported":
            return model.vocabulary.measures[told["measure"]].type
        return Type("label", labels=model.vocabulary.scales[model.rules[told["rule"]].grading])

    # -- lists -------------------------------------------------------------------------------------

    def _set_aside(self, every: Sequence[Raw]) -> None:
        """A record that one has and another, whose list is whole, has not.

        Set aside, it is told everywhere; not ranked, it is told of what is known alone, where it leaves open
        what had been known.
        """
        vocabulary = self.writer.program.model.vocabulary
        for whole in every[0].get("complete", ()):
            entity = vocabulary.entities.get(whole["list"])
            if entity is None or entity.of or {"source", "since"} & whole.keys() or entity.for_year:
                continue
            if not self.choices.chance(_OFTEN):
                continue
            ranked = bool(self.ranks) and self.choices.chance(60)
            made = self._record(entity, whole)
            if made is None:
                continue
            if ranked and self._by_day_of_search():
                continue
            whole["source"] = FIRST if ranked else NOBODY
            extra = {**made, "source": LAST if ranked else SOMEBODY, "not_in": [whole["source"]]}
            for each in every if ranked else every[:1]:
                if each is not every[0]:
                    each["complete"] = [*each.get("complete", ()), whole]
                each[entity.name] = [*each.get(entity.name, ()), extra]

    def _by_day_of_search(self) -> bool:
        """Whether the day of a search would rank it, and not that of its source."""
        return bool(self.ranks[0].day)

    def _record(self, entity: Entity, whole: Raw) -> Raw | None:
        """A record of which everything is told, on a day on which the list is said to be whole."""
        completing = Completing(self.choices, self.writer)
        bare = RecordFacts("said", {})
        values = {}
        for name, attribute in entity.attributes.items():
            if attribute.derived is None:
                values[name] = completing.settled(attribute.type.missing(), attribute.type)
        told: Raw = {"id": bare.id}
        for name, value in values.items():
            try:
                told[name] = plain_value(value, entity.attributes[name].type)
            except Unsayable:
                return None
        told_years = whole.get("for")
        years = told_years if isinstance(told_years, list) and told_years else [2024]
        day = datetime.date(int(years[0]), 1, 1)
        if isinstance(whole["date"], datetime.date) and whole["date"] < day:
            return None
        for name in entity.dated_by:
            told[name] = day
        inner = [e for e in self.writer.program.model.vocabulary.entities.values() if entity.name in e.of]
        return told | {e.name: [] for e in inner}


def _ends(known: Any) -> tuple[Any, Any] | None:
    """The two values between which what is known lies, where a file names just them."""
    if not isinstance(known, Mapping):
        return None
    if known.keys() == {"at_least", "at_most"}:
        return known["at_least"], known["at_most"]
    listed = known.get("one_of", ())
    return (listed[0], listed[1]) if len(listed) == 2 else None


def _said(value: Any, source: str) -> Raw:
    """A statement of a value, which may be partly known."""
    return (
        {**value, "source": source}
        if isinstance(value, Mapping) and "told" not in value
        else {"value": value, "source": source}
    )


def _told(value: Any, source: str, dated: bool) -> Raw:
    """A statement of a value for always, or for one year."""
    return {"value": {"2024": value}, "source": source} if dated else _said(value, source)
