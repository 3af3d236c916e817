"""Facts on which sources differ: who said what, what is taken and why; as lines, as HTML, as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from policy_rules.facts.differing import Differing, Said
from policy_rules.report.fact_names import FactNames
from policy_rules.report.html_elements import bullets, tag
from policy_rules.report.phrases import phrase
from policy_rules.report.value_data import shown_value
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.known import FALSE, TRUE, Value
from policy_rules.vocabulary import BOOLEAN
from policy_rules.wording import Language, Speaker


def differing_line(found: Differing, model: RulesetModel, language: Language) -> str:
    """One such fact on a line."""
    zh = language == "zh"
    comma, stop, colon, left, right = "，；：（）" if zh else (", ", "; ", ": ", " (", ")")
    names, speaker = FactNames(model, language), Speaker(model.vocabulary, language)

    def value(given: Value) -> str:
        if found.type == BOOLEAN and _of_record(found):
            key = "is listed" if given == TRUE else "is not listed" if given == FALSE else "is perhaps listed"
            return phrase(key, language)
        return speaker.show(given, found.type)

    def said(one: Said) -> str:
        source = one.source
        register = names.register(source.register) if source.register else ""
        titled = (
            phrase("the sheet", language).format(source.id) if one.by_sheet else source.title or source.id
        )
        by = (one.by if titled else "") or source.by
        told_on = one.on.isoformat() if one.on else ""
        about = comma.join(x for x in (register, by, told_on, one.place) if x)
        who = titled or one.by or phrase("someone", language)
        who += f"{left}{about}{right}" if about else ""
        told = f"{who}{phrase('says', language)}{value(one.value)}"
        if not zh:
            told = f"{who} {phrase('says', language)} {value(one.value)}"
        return told if one.counts else f"{told}{left}{phrase('set aside', language)}{right}"

    how = phrase("by precedence" if found.ranked else "either could be", language)
    name = names.say(_name(found))
    when = f"{left}{found.when}{right}" if found.when else ""
    everything = stop.join(said(one) for one in found.said)
    taken = f"{phrase('taken', language)}{colon}{value(found.value)}{left}{how}{right}"
    return f"{name}{when}{colon}{everything}{stop}{taken}"


def _name(found: Differing) -> str:
    """The name of the fact: of figures and gradings without the year, which stands beside it."""
    of_unit, statement, _ = found.path.partition("reported[" if "reported[" in found.path else "gradings[")
    return of_unit + found.base if statement else found.path


def _of_record(found: Differing) -> bool:
    return found.path.endswith("]") and not found.when


def differing_part(found: Iterable[Differing], model: RulesetModel, language: Language) -> Iterator[str]:
    """The part of a page that lists them; nothing where there are none."""
    lines = [differing_line(d, model, language) for d in found]
    if lines:
        yield ""
        yield f"== {phrase('sources differ', language)} =="
        yield from (f"- {line}" for line in lines)


def differing_html(found: Iterable[Differing], model: RulesetModel, language: Language) -> str:
    """The same as HTML."""
    lines = [differing_line(d, model, language) for d in found]
    head = tag("h4", escape(phrase("sources differ", language)))
    return head + bullets(lines) if lines else ""


def differing_data(found: Differing) -> dict[str, Any]:
    """One such fact as plain data."""
    return {
        "fact": found.path,
        "when": found.when or None,
        "value": shown_value(found.value, found.type),
        "ranked": found.ranked,
        "said": [
            {
                "source": one.source.id or None,
                "title": one.source.title or None,
                "register": one.source.register or None,
                "by": one.by or one.source.by or None,
                "place": one.place or None,
                "date": None if one.on is None else one.on.isoformat(),
                "value": shown_value(one.value, found.type),
                "counts": one.counts,
            }
            for one in found.said
        ],
    }
