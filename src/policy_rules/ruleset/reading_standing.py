"""Which double readings still stand: the words, or the rule, are those that were read."""

from __future__ import annotations

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.ruleset.double_reading import DoubleReading, DoubleReadings
from policy_rules.ruleset.model import Example, Rule, RulesetModel
from policy_rules.ruleset.reading_keys import FAITHFUL, FIRST, SECOND
from policy_rules.ruleset.rule_digest import RuleDigests, words_digest

UNREAD, WORDS_CHANGED = "unread", "words_changed"
NO_SECOND, RULE_CHANGED, UNSETTLED = "no_second", "rule_changed", "unsettled"
REASONS = {
    UNREAD: ("尚未解读", "not read"),
    WORDS_CHANGED: ("初次解读之后原文已改", "its words are not those of the first reading"),
    NO_SECOND: ("尚无复核解读", "no second reading"),
    RULE_CHANGED: ("复核解读之后规则已改", "the rule, or what it reads, is not that of the second reading"),
    UNSETTLED: ("两次解读不一致，尚未处理", "the two readings disagree, and nothing is settled"),
}
"""Why a reading does not stand, or is not done with, in Chinese and English."""


@frozen
class RuleRead:
    """Whether the readings of a rule stand; `why` are the reasons, by their names in `REASONS`."""

    rule: str
    reading: DoubleReading | None
    first: bool
    second: bool
    why: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """Whether both readings do."""
        return self.first and self.second


@frozen
class RulesRead:
    """What stands of the double readings of a ruleset."""

    required: str
    rules: tuple[RuleRead, ...]

    @property
    def first(self) -> int:
        """Of how many rules the first reading stands."""
        return sum(r.first for r in self.rules)

    @property
    def second(self) -> int:
        """Of how many rules the second reading stands."""
        return sum(r.second for r in self.rules)

    @property
    def standing(self) -> int:
        """Of how many rules both stand."""
        return sum(r.stands for r in self.rules)

    @property
    def unsettled(self) -> int:
        """On how many rules the two disagree, and it is not settled."""
        return sum(UNSETTLED in r.why for r in self.rules)

    @property
    def whole(self) -> bool:
        """Whether all is there that the ruleset requires."""
        if self.required == FIRST:
            return self.first == len(self.rules)
        return self.required != SECOND or (self.standing == len(self.rules) and not self.unsettled)


def rules_read(model: RulesetModel, readings: DoubleReadings) -> RulesRead:
    """Which readings stand of all the rules of a ruleset."""
    digests = RuleDigests(model)
    found = (_read(rule, readings.by_rule.get(rule.id), digests) for rule in model.rules.values())
    return RulesRead(readings.required, tuple(found))


def witnesses_that_stand(model: RulesetModel, readings: DoubleReadings) -> dict[str, tuple[Example, ...]]:
    """The witnesses of second readings that stand, by rule, as cases that must land where they say."""
    witnesses = {
        rule: (reading.second.witness.case,)
        for rule, reading in readings.by_rule.items()
        if reading.second and reading.second.witness
    }
    shown = evolve(readings, by_rule={rule: readings.by_rule[rule] for rule in witnesses})
    return {one.rule: witnesses[one.rule] for one in rules_read(model, shown).rules if one.second}


def _read(rule: Rule, reading: DoubleReading | None, digests: RuleDigests) -> RuleRead:
    if reading is None:
        return RuleRead(rule.id, None, first=False, second=False, why=(UNREAD,))
    again = reading.second
    first = reading.first.words == words_digest(rule)
    second = again is not None and again.rule == digests.of(rule)
    why = [] if first else [WORDS_CHANGED]
    if again is None:
        why.append(NO_SECOND)
    elif not second:
        why.append(RULE_CHANGED)
    elif again.verdict != FAITHFUL and reading.settled is None:
        why.append(UNSETTLED)
    return RuleRead(rule.id, reading, first, second, tuple(why))
