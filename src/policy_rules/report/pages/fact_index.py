"""The indexes of facts: each with the rules that read it, and the registers that it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from policy_rules.lowering.fact_readers import GRADING
from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.frame import anchor, bilingual, code, folded, listed_items, told
from policy_rules.report.pages.indexes import index_page
from policy_rules.report.pages.value_type import type_words
from policy_rules.vocabulary import Entity, Measure


def facts(catalogue: Catalogue) -> str:
    """Entities with their attributes, then measures, then gradings."""
    readers: dict[str, list[str]] = {}
    for rule in catalogue.model.rules:
        for name in catalogue.readings[rule].facts:
            readers.setdefault(name, []).append(rule)
    vocabulary = catalogue.model.vocabulary
    parts = ["".join(_entity(catalogue, e, readers)) for e in vocabulary.entities.values()]
    parts.append(tag("h2", bilingual("指标", "Measures")))
    parts += [_measure(catalogue, m, readers) for m in vocabulary.measures.values()]
    parts.append(_fact(catalogue, GRADING, "", readers))
    return index_page(catalogue, "facts.html", parts)


def _entity(catalogue: Catalogue, entity: Entity, readers: dict[str, list[str]]) -> Iterator[str]:
    yield tag("h2", bilingual(entity.zh, entity.en) + " " + code(entity.name))
    register = catalogue.register(entity.register) if entity.register else ""
    yield tag("p", " ← ".join(x for x in (escape(entity.means), register) if x))
    yield _fact(catalogue, entity.name, "", readers)
    for attribute in entity.attributes.values():
        said = [type_words(catalogue, attribute.type)]
        said += [f"{told('derived')} {code(attribute.derived.text)}"] if attribute.derived else []
        said += [escape(attribute.means)] if attribute.means else []
        said += [f"← {catalogue.register(attribute.register)}"] if attribute.register else []
        yield _fact(catalogue, f"{entity.name}.{attribute.name}", " · ".join(said), readers)


def _measure(catalogue: Catalogue, measure: Measure, readers: dict[str, list[str]]) -> str:
    said = [type_words(catalogue, measure.type)]
    said += [f"{told('derived')} {code(measure.derived.text)}"] if measure.derived else []
    said += [told("reported")] if measure.reported else []
    said += [escape(measure.means)] if measure.means else []
    return _fact(catalogue, measure.name, " · ".join(said), readers)


def _fact(catalogue: Catalogue, name: str, said: str, readers: dict[str, list[str]]) -> str:
    rules = readers.get(name, [])
    shown = tag("p", said) if said else ""
    shown += catalogue.listed(rules) if rules else tag("p", told("read by none"))
    summary = f"{code(name)} {catalogue.fact_name(name)} ({len(rules)})"
    return folded(summary, shown, anchor("fact", name))


def registers(catalogue: Catalogue) -> str:
    """Each register with the facts that are read from it."""
    vocabulary = catalogue.model.vocabulary
    names = [f"{e.name}.{a}" for e in vocabulary.entities.values() for a in e.attributes]
    parts = []
    for register in vocabulary.registers.values():
        head = tag(
            "h2", (bilingual(register.zh, register.en) or escape(register.name)) + " " + code(register.name)
        )
        kept = tag("p", f"{told('kept by')} {escape(register.kept_by)}") if register.kept_by else ""
        read = [catalogue.fact(n) for n in names if catalogue.register_of(n) == register.name]
        body = head + kept + (listed_items(read) if read else tag("p", told("read by none")))
        parts.append(tag("section", body, id=anchor("register", register.name)))
    return index_page(catalogue, "registers.html", parts)
