"""The indexes of rules: by bearer, by deadline, by kind, by parameter; pairs in tension."""

from __future__ import annotations

from html import escape

from policy_rules.lowering.parameter_readers import read_by_sheets
from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.deadlines import due_words
from policy_rules.report.pages.frame import anchor, code, folded
from policy_rules.report.pages.headings import INDEXES, TIME_CLASSES
from policy_rules.report.pages.readings import left_open
from policy_rules.report.pages.site_frame import page
from policy_rules.report.pages.value_type import type_words
from policy_rules.report.phrases import RULE_KINDS
from policy_rules.ruleset.languages import language_of, question_of
from policy_rules.ruleset.tensions import tensions
from policy_rules.vocabulary import DATE, Parameter, Role


def index_page(catalogue: Catalogue, address: str, parts: list[str]) -> str:
    """An index with its title."""
    title = catalogue.word(INDEXES[address])
    return page(catalogue, address, title, "\n".join((tag("h1", escape(title)), *parts)))


def bearers(catalogue: Catalogue) -> str:
    """Each role with the rules that it bears, that concern it, that address it."""
    parts = [_role(catalogue, role) for role in catalogue.model.vocabulary.roles.values()]
    return index_page(catalogue, "bearers.html", parts)


def _role(catalogue: Catalogue, role: Role) -> str:
    rules = catalogue.model.rules.values()
    groups = {
        "as bearer": [r.id for r in rules if r.bearer == role.name],
        "as about": [r.id for r in rules if r.about == role.name != r.bearer],
        "as addressee": [r.id for r in rules if r.addressee == role.name],
    }
    lists = [
        folded(f"{catalogue.told(key)} ({len(g)})", catalogue.listed(g)) for key, g in groups.items() if g
    ]
    said = [own] if (own := catalogue.meaning(role)) else []
    said += [catalogue.told("person")] if role.person else []
    said += [f"{catalogue.told('when')} {code(role.when.text)}"] if role.when else []
    head = tag("h2", catalogue.either(role.zh, role.en) + " " + code(role.name))
    body = head + tag("p", " · ".join(said)) + ("".join(lists) or tag("p", catalogue.told("no rule")))
    return tag("section", body, id=anchor("role", role.name))


def deadlines(catalogue: Catalogue) -> str:
    """The rules by time class, and in each by due day."""
    grouped: dict[str, dict[str, list[str]]] = {}
    for rule in catalogue.model.rules.values():
        days = grouped.setdefault(catalogue.of(rule).time_class, {})
        days.setdefault(due_words(catalogue, rule, catalogue.of(rule).told), []).append(rule.id)
    order = [*(t for t in TIME_CLASSES if t in grouped), *sorted(set(grouped) - set(TIME_CLASSES))]
    parts = [_time_class(catalogue, name, grouped.get(name, {})) for name in order]
    return index_page(catalogue, "deadlines.html", parts)


def _time_class(catalogue: Catalogue, name: str, days: dict[str, list[str]]) -> str:
    total = sum(len(rules) for rules in days.values())
    head = tag("h2", f"{catalogue.said(TIME_CLASSES.get(name, (name, name)))} ({total})")
    lists = [
        folded(f"{escape(day)} ({len(rules)})", catalogue.listed(rules))
        for day, rules in sorted(days.items())
    ]
    return tag("section", head + "".join(lists), id=f"time-{name.replace(' ', '-')}")


def kinds(catalogue: Catalogue) -> str:
    """The rules by kind, and in each by clause."""
    parts = []
    for kind, words in RULE_KINDS.items():
        total, lists = 0, []
        for clause in catalogue.model.clauses:
            rules = [id_ for id_ in clause.rules if catalogue.model.rules[id_].kind == kind]
            total += len(rules)
            if rules:
                lists.append(
                    folded(f"{catalogue.clause_title(clause)} ({len(rules)})", catalogue.listed(rules))
                )
        head = tag("h2", f"{catalogue.said(words)} ({total})")
        parts.append(tag("section", head + "".join(lists), id=f"kind-{kind}"))
    return index_page(catalogue, "kinds.html", parts)


def parameters(catalogue: Catalogue) -> str:
    """Each parameter with its question and the rules that use it; those left open first."""
    users: dict[str, list[str]] = {}
    for rule in catalogue.model.rules:
        for name in catalogue.readings[rule].parameters:
            users.setdefault(name, []).append(rule)
    sheets = read_by_sheets(catalogue.model)
    every = catalogue.model.vocabulary.parameters.values()
    declared = sorted((p for p in every if not p.left), key=lambda p: not left_open(p))
    parts = [_parameter(catalogue, p, users.get(p.name, []), sheets.get(p.name, ())) for p in declared]
    if left := [p for p in every if p.left]:
        parts.append(tag("h2", f"{catalogue.told('left to people')} ({len(left)})", id="left-to-people"))
        parts += [_parameter(catalogue, p, [], ()) for p in left]
    return index_page(catalogue, "parameters.html", parts)


def tension_pairs(catalogue: Catalogue) -> str:
    """Each pair of rules that collide once, with what either says of the other."""
    pairs = tensions(catalogue.model)
    rows = [
        tag(
            "tr",
            tag("td", catalogue.rule(p.first) + _says(catalogue, p.first, p.second))
            + tag("td", catalogue.rule(p.second) + _says(catalogue, p.second, p.first)),
            id=f"{p.first}--{p.second}",
        )
        for p in pairs
    ]
    told_of = [
        tag("p", f"{catalogue.told('tensions are')} ({len(pairs)})"),
        tag("table", tag("tbody", "".join(rows))),
    ]
    return index_page(
        catalogue, "tensions.html", told_of if rows else [tag("p", catalogue.told("no tension"))]
    )


def _says(catalogue: Catalogue, rule: str, other: str) -> str:
    """What a rule says of another; where it is not told in the page's language, a link to where it is."""
    written = language_of(catalogue.model.rules[rule].see[other])
    return tag("p", catalogue.why_seen(rule, other) or catalogue.twin_of(rule, written))


def _parameter(catalogue: Catalogue, parameter: Parameter, users: list[str], sheets: tuple[str, ...]) -> str:
    speaker = catalogue.speaker
    said = [f"[{escape(question_of(parameter, catalogue.language))}]"] if parameter.question else []
    said += [catalogue.flag()] if left_open(parameter) and not parameter.left else []
    said += [type_words(catalogue, parameter.type)]
    said += [catalogue.told("each rule")] if parameter.per_rule else []
    said += [own] if (own := catalogue.meaning(parameter)) else []
    for day, value in parameter.values:
        shown = escape(speaker.show(value, parameter.type))
        said.append(f"{speaker.end(day, DATE)}: {shown}" if day else shown)
    rules = folded(f"{catalogue.told('rules')} ({len(users)})", catalogue.listed(users)) if users else ""
    rules += tag("p", f"{catalogue.told('sheets')}: {', '.join(map(code, sheets))}") if sheets else ""
    if parameter.left:
        whole = parameter.left.get("", "")
        why = catalogue.either(parameter.left.get("zh", whole), parameter.left.get("en", whole))
        rules = tag("p", f"{catalogue.told('left to people')}: {why}")
    head = tag("h2", catalogue.either(parameter.zh, parameter.en) + " " + code(parameter.name))
    body = head + tag("p", " · ".join(said)) + (rules or tag("p", catalogue.told("used by none")))
    return tag("section", body, id=anchor("parameter", parameter.name))
