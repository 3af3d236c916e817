"""What differs between a recorded result and the same computed again: one sentence each, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.messages import Language
from policy_rules.report.score_words import stage

_FIRST = ("change", "before", "after", "amount")
"""The parts of a ledger line of which a difference is told first."""
_ENDS = ("grade", "before_approval", "undecided")
"""What a score ends with."""
NO_NAMES: Mapping[str, str] = {}
_WORDS: Mapping[str, tuple[str, str]] = {
    "grade": ("grade", "等次"),
    "before_approval": ("grade before approval", "审定前的等次"),
    "undecided": ("undecided objections", "尚未决定的异议"),
    "rule": ("rule", "规则"),
    "item": ("item", "项目"),
    "step": ("step", "步骤"),
    "consequence": ("consequence", "结果运用"),
    "score": ("score: recorded {}, now {}", "计分：记录中{}，现在{}"),
    "there": ("one", "有"),
    "not there": ("none", "无"),
    "new": ("{} {}: not recorded, now {}", "{}{}：记录中没有，现为{}"),
    "gone": ("{} {}: recorded {}, now gone", "{}{}：记录为{}，现已没有"),
    "named": ("{} {}: {}", "{}{}：{}"),
    "end": ("{}: {}", "{}：{}"),
    "values": ("recorded {}, now {}", "记录为{}，现为{}"),
    "part": ("`{}` {}", "`{}`{}"),
    "line": ("ledger line {} ({}): {}", "计分账第{}行（{}）：{}"),
    "line new": ("not recorded, now there", "记录中没有，现在有"),
    "line gone": ("recorded, now gone", "记录中有，现已没有"),
    "none": ("none", "无"),
    "to": (" to ", "至"),
    "or": (" or ", "或"),
    "open": ("open", "不限"),
    "or none": ("{}, or none", "{}，或者没有"),
}


def differences(
    recorded: Any, now: Any, language: Language = "en", called: Mapping[str, str] = NO_NAMES
) -> Iterator[str]:
    """The differences of two results, both as `record.result_of` gives them and JSON keeps them.

    `called`: what grades and outcomes are called.
    """
    return _Teller(language, called).differences(_mapping(recorded), now)


def _mapping(data: Any) -> Mapping[str, Any]:
    """The data where it is a mapping; a record that was changed by hand may hold anything."""
    return data if isinstance(data, Mapping) else {}


@frozen
class _Teller:
    """Says differences in one language."""

    language: Language
    called: Mapping[str, str]

    def say(self, key: str, *parts: object) -> str:
        return _WORDS[key][self.language == "zh"].format(*parts)

    def differences(self, recorded: Mapping[str, Any], now: Any) -> Iterator[str]:
        yield from self.named("rule", recorded.get("rules"), now["rules"])
        before, after = recorded.get("score"), now["score"]
        if before is None or after is None:
            if before is not after:
                there = (self.say("not there" if one is None else "there") for one in (before, after))
                yield self.say("score", *there)
        else:
            before = _mapping(before)
            yield from self.ledger(before.get("ledger"), after["ledger"])
            yield from self.named("item", before.get("items"), after["items"])
            yield from self.named("step", before.get("steps"), after["steps"])
            for key in _ENDS:
                if before.get(key) != after[key]:
                    values = self.names(before.get(key)), self.names(after[key])
                    yield self.say("end", self.say(key), self.say("values", *values))
        yield from self.named("consequence", recorded.get("consequences"), now["consequences"])

    def named(self, kind: str, recorded: Any, now: Mapping[str, Any]) -> Iterator[str]:
        recorded, called = _mapping(recorded), self.say(kind)
        for name, value in now.items():
            if name not in recorded:
                yield self.say("new", called, name, self.said(value))
            elif recorded[name] != value:
                yield self.say("named", called, name, self.parts(recorded[name], value))
        for name, value in recorded.items():
            if name not in now:
                yield self.say("gone", called, name, self.said(value))

    def ledger(self, recorded: Any, now: list[Any]) -> Iterator[str]:
        lines = recorded if isinstance(recorded, list) else []
        for number in range(max(len(lines), len(now))):
            if number >= len(lines):
                yield self.say("line", number + 1, self.line(now[number]), self.say("line new"))
            elif number >= len(now):
                yield self.say("line", number + 1, self.line(lines[number]), self.say("line gone"))
            elif lines[number] != now[number]:
                parts = self.parts(lines[number], now[number])
                yield self.say("line", number + 1, self.line(lines[number]), parts)

    def line(self, line: Any) -> str:
        """A ledger line by its item or step, and its effect."""
        line = _mapping(line)
        effect = str(line.get("effect") or "")
        names = (
            line.get("item") or line.get("step"),
            stage(effect, "zh") if self.language == "zh" else effect,
        )
        return ", ".join(str(name) for name in names if name)

    def parts(self, recorded: Any, now: Any) -> str:
        """The first part in which two mappings differ, or both values whole."""
        if isinstance(recorded, Mapping) and isinstance(now, Mapping) and "none" not in now:
            keys = [k for k in (*_FIRST, *now, *recorded) if recorded.get(k, ...) != now.get(k, ...)]
            key = keys[0]
            told = self.say("values", self.said(recorded.get(key)), self.said(now.get(key)))
            return told if key == "change" else self.say("part", key, told)
        return self.say("values", self.said(recorded), self.said(now))

    def said(self, value: Any) -> str:
        """A value of a result in a few words: an interval, a set of names, a text."""
        if value is None or value in ([], {}):
            return self.say("none")
        if isinstance(value, Mapping):
            return self.amount(value)
        if isinstance(value, list):
            words = list(dict.fromkeys(self.said(each) for each in value))
            return self.say("to").join(words) if len(value) == 2 else ", ".join(words)
        text = self.called.get(str(value), str(value))
        return "−" + text[1:] if text.startswith("-") else text

    def names(self, value: Any) -> str:
        """Names of which any may be meant."""
        if isinstance(value, list) and value:
            return self.say("or").join(map(self.said, value))
        return self.said(value)

    def amount(self, value: Mapping[str, Any]) -> str:
        """An amount: its ends or grades, and whether there may be none."""
        if "grades" in value:
            told = self.say("or").join(map(self.said, value["grades"]))
        elif "at_least" in value or "at_most" in value:
            ends = (value.get("at_least"), value.get("at_most"))
            said = (self.say("open") if end is None else self.said(end) for end in ends)
            told = self.say("to").join(dict.fromkeys(said))
        elif value.get("none") == 2:
            told = self.say("none")
        else:
            told = ", ".join(f"{key} {self.said(part)}" for key, part in value.items())
        return self.say("or none", told) if value.get("none") == 1 else told
