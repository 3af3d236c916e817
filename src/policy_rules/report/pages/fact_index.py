"""The facts by entity, each with the rules that read it, and the registers that they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from policy_rules.lowering.fact_readers import GRADING
from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue, fact_page
from policy_rules.report.pages.frame import anchor, code, folded, in_own_language, link, listed_items
from policy_rules.report.pages.headings import INDEXES, MEASURES
from policy_rules.report.pages.indexes import index_page
from policy_rules.report.pages.site_frame import page
from policy_rules.report.pages.value_type import type_words
from policy_rules.vocabulary import Entity, Measure


def fact_pages(catalogue: Catalogue) -> Mapping[str, str]:
    """The index of facts (a list of entities to jump to, measures, gradings), and a page for each entity."""
    readers: dict[str, list[str]] = {}
    for rule in catalogue.model.rules:
        for name in catalogue.readings[rule].facts:
            readers.setdefault(name, []).append(rule)
    vocabulary = catalogue.model.vocabulary
    jumps = (_jump(catalogue, entity) for entity in vocabulary.entities.values())
    parts = [
        tag("ul", "".join(tag("li", jump) for jump in jumps), class_="jump"),
        tag("h2", catalogue.said(MEASURES)),
    ]
    parts += [_measure(catalogue, m, readers) for m in vocabulary.measures.values()]
    parts.append(_fact(catalogue, GRADING, "", readers))
    found = {"facts.html": index_page(catalogue, "facts.html", parts)}
    return found | {fact_page(name): _page(catalogue, e, readers) for name, e in vocabulary.entities.items()}


def _jump(catalogue: Catalogue, entity: Entity) -> str:
    return f"{link(fact_page(entity.name), _named(catalogue, entity))} ({len(entity.attributes)})"


def _named(catalogue: Catalogue, entity: Entity) -> str:
    return catalogue.either(entity.zh, entity.en) or escape(entity.name)


def _page(catalogue: Catalogue, entity: Entity, readers: dict[str, list[str]]) -> str:
    """The facts of an entity, each with what it is and the rules that read it."""
    back = tag("p", link("facts.html", catalogue.said(INDEXES["facts.html"])))
    head = tag("h1", f"{_named(catalogue, entity)} {code(entity.name)}")
    body = back + head + "".join(_entity(catalogue, entity, readers))
    title = catalogue.word((entity.zh, entity.en)) or entity.name
    return page(catalogue, fact_page(entity.name), title, body)


def _entity(catalogue: Catalogue, entity: Entity, readers: dict[str, list[str]]) -> Iterator[str]:
    register = catalogue.register(entity.register) if entity.register else ""
    yield tag("p", " ← ".join(x for x in (catalogue.meaning(entity), register) if x))
    yield _fact(catalogue, entity.name, "", readers)
    for attribute in entity.attributes.values():
        said = [type_words(catalogue, attribute.type)]
        said += [f"{catalogue.told('derived')} {code(attribute.derived.text)}"] if attribute.derived else []
        said += [own] if (own := catalogue.meaning(attribute)) else []
        said += [f"← {catalogue.register(attribute.register)}"] if attribute.register else []
        yield _fact(catalogue, f"{entity.name}.{attribute.name}", " · ".join(said), readers)


def _measure(catalogue: Catalogue, measure: Measure, readers: dict[str, list[str]]) -> str:
    said = [type_words(catalogue, measure.type)]
    said += [f"{catalogue.told('derived')} {code(measure.derived.text)}"] if measure.derived else []
    said += [catalogue.told("reported")] if measure.reported else []
    said += [own] if (own := catalogue.meaning(measure)) else []
    return _fact(catalogue, measure.name, " · ".join(said), readers)


def _fact(catalogue: Catalogue, name: str, said: str, readers: dict[str, list[str]]) -> str:
    rules = readers.get(name, [])
    shown = tag("p", said) if said else ""
    shown += catalogue.listed(rules) if rules else tag("p", catalogue.told("read by none"))
    summary = f"{code(name)} {catalogue.fact_name(name)} ({len(rules)})"
    return folded(summary, shown, anchor("fact", name))


def registers(catalogue: Catalogue) -> str:
    """Each register with the facts that are read from it."""
    vocabulary = catalogue.model.vocabulary
    names = [f"{e.name}.{a}" for e in vocabulary.entities.values() for a in e.attributes]
    parts = []
    for register in vocabulary.registers.values():
        named = catalogue.either(register.zh, register.en) or escape(register.name)
        head = tag("h2", f"{named} {code(register.name)}")
        zh = register.kept_by_zh if catalogue.language == "zh" else ""
        keeper = in_own_language("span", zh or register.kept_by, catalogue.language)
        kept = tag("p", f"{catalogue.told('kept by')} {keeper}") if register.kept_by else ""
        read = [catalogue.fact(n) for n in names if catalogue.register_of(n) == register.name]
        body = head + kept + (listed_items(read) if read else tag("p", catalogue.told("read by none")))
        parts.append(tag("section", body, id=anchor("register", register.name)))
    return index_page(catalogue, "registers.html", parts)
