"""One rule on its clause's page: words, who, when, condition, parameters, facts, examples, relations."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from policy_rules.core.nodes import RuleProgram
from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.deadlines import due_html, period_html, readings_html
from policy_rules.report.pages.double_reading_part import double_reading_part
from policy_rules.report.pages.example_text import example_html
from policy_rules.report.pages.frame import (
    bilingual,
    code,
    field,
    flag,
    folded,
    in_own_language,
    link,
    listed_items,
    told,
)
from policy_rules.report.pages.headings import FIELDS, TIME_CLASSES, TOLD
from policy_rules.report.pages.plain_words import PlainWords
from policy_rules.report.pages.readings import left_open
from policy_rules.report.part_names import part_name, version_name
from policy_rules.report.phrases import RULE_KINDS
from policy_rules.ruleset.model import Rule


def rule_section(catalogue: Catalogue, rule: Rule) -> str:
    """The section of a rule, under its id."""
    head = tag("h3", link(f"#{rule.id}", escape(rule.id)) + " " + in_own_language("span", rule.title))
    governed = f"{rule.governed_by}……" if rule.governed_by else ""
    words = tag("blockquote", in_own_language("span", governed + rule.text) + _back(rule))
    gloss = tag("p", in_own_language("span", rule.gloss)) if rule.gloss else ""
    if rule.doubt:
        zh, en = rule.doubt.get("zh", ""), rule.doubt.get("en", "")
        gloss += tag("p", f"{bilingual(*FIELDS['doubt'])}: {bilingual(escape(zh or en), escape(en or zh))}")
    said = "".join((*_who(catalogue, rule), *_when(catalogue, rule), *_conditions(catalogue, rule)))
    rest = _examples(rule)
    parts = (_parameters, _facts, _tensions, _related)
    fields = tag("dl", said + "".join(part(catalogue, rule) for part in parts))
    read = double_reading_part(catalogue, rule)
    shown = filter(None, (head, words, gloss, fields, read, rest))
    return tag("article", "\n".join(shown), id=rule.id, class_="rule")


def _back(rule: Rule) -> str:
    return " " + link(f"#words-{rule.id}", "↑" + escape(TOLD["text"][0]))


def _who(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    kind = bilingual(*RULE_KINDS.get(rule.kind, (rule.kind, rule.kind)))
    yield field("kind", link(f"kinds.html#kind-{rule.kind}", kind))
    yield field("bearer", catalogue.role(rule.bearer))
    if rule.about != rule.bearer:
        yield field("about", catalogue.role(rule.about))
    yield field("addressee", catalogue.role(rule.addressee) if rule.addressee else "")


def _when(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    time = catalogue.of(rule).time_class
    said = bilingual(*TIME_CLASSES.get(time, (time, time)))
    yield field("time", link(f"deadlines.html#time-{time.replace(' ', '-')}", said))
    yield field("force", f"{escape(rule.force)} ({told('softened')})" if rule.force else "")


def _conditions(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    """The condition of the rule, or that of each limb under its name; then the names that it defines."""
    program = catalogue.of(rule).told
    programs = {part.name: part for part in program.parts} or {"": program}
    for part in rule.parts:
        if part.name:
            yield field("limb", f"<b>{bilingual(*(part_name(rule, part.name, w) for w in ('zh', 'en')))}</b>")
        yield from _condition(catalogue, part.norm, programs[part.name])
    ended = [v for v in rule.versions if v.norm is None]
    yield field("limb", "<br>".join(bilingual(*(version_name(v, w) for w in ("zh", "en"))) for v in ended))
    yield field("defines", "<br>".join(code(f"{n}: {e.text}") for n, e in rule.defines.items()))


def _condition(catalogue: Catalogue, rule: Rule, program: RuleProgram) -> Iterator[str]:
    zh_en = [PlainWords(s) for s in catalogue.speakers]
    yield field("period", readings_html(rule, "period") or period_html(catalogue, rule))
    yield field("due", readings_html(rule, "due") or due_html(catalogue, rule, program))
    yield field("applies", code(rule.applies.text) if rule.applies else "")
    own = program.each[len(program.each) - len(rule.for_each) :]  # several periods stand before
    steps = zip(rule.for_each, own, strict=False)
    each = [
        code(f"{i.name} in {i.source.text}") + " " + bilingual(*(w.list(source) for w in zh_en))
        for i, (_, source) in steps
    ]
    yield field("for each", "<br>".join(each))
    yield field("grading", _grading(catalogue, rule))
    yield field("requires", code(rule.requires.text) if rule.requires else "")
    if program.instance is None:
        yield field("words", told("no condition"))
    else:
        zh, en = (words.requirement(program) for words in zh_en)
        yield field("words", tag("p", escape(zh), lang="zh") + tag("p", escape(en), lang="en"))
    yield field("degree", _degrees(rule))


def _grading(catalogue: Catalogue, rule: Rule) -> str:
    """The scale of a judgement rule, from its lowest label to its highest."""
    if not rule.grading:
        return ""
    labels = catalogue.model.vocabulary.scale_labels.get(rule.grading, {})
    scale = catalogue.model.vocabulary.scales.get(rule.grading, ())
    return code(rule.grading) + ": " + " &lt; ".join(bilingual(labels.get(m, ""), m) for m in scale)


def _degrees(rule: Rule) -> str:
    """The places of the rule's own scale, highest first, each with its condition."""
    shown = [bilingual(d.zh or d.name, d.en or d.name) + " " + code(d.when.text) for d in rule.degrees]
    return listed_items(shown) if shown else ""


def _parameters(catalogue: Catalogue, rule: Rule) -> str:
    shown = []
    for name in catalogue.readings[rule.id].parameters:
        parameter = catalogue.model.vocabulary.parameters.get(name)
        open_ = f" {flag()}" if parameter is None or left_open(parameter, rule.id) else ""
        question = f" [{escape(parameter.question)}]" if parameter and parameter.question else ""
        shown.append(catalogue.parameter(name) + question + open_)
    return field("parameters", listed_items(shown) if shown else "")


def _facts(catalogue: Catalogue, rule: Rule) -> str:
    shown = []
    for name in catalogue.readings[rule.id].facts:
        register = catalogue.register_of(name)
        shown.append(catalogue.fact(name) + (f" ← {catalogue.register(register)}" if register else ""))
    return field("facts", listed_items(shown) if shown else "")


def _tensions(catalogue: Catalogue, rule: Rule) -> str:
    """What collides with the rule, said here and there."""
    both = ((other, rule.see[other], catalogue.model.rules[other].see[rule.id]) for other in rule.tensions)
    shown = [
        f"{catalogue.rule(other)}: → {in_own_language('span', here)}; ← {in_own_language('span', there)}"
        for other, here, there in both
    ]
    return field("tensions", listed_items(shown) if shown else "")


def _related(catalogue: Catalogue, rule: Rule) -> str:
    reasons: dict[str, list[str]] = {}
    for direction, others in (("→", rule.see), ("←", catalogue.seen_from.get(rule.id, {}))):
        for other, why in others.items():
            if other not in rule.tensions:
                reasons.setdefault(other, []).append(f"{direction} {in_own_language('span', why)}")
    for other in sorted(catalogue.of(rule).after):
        reasons.setdefault(other, []).append(told("reads outcome"))
    for other in catalogue.read_by.get(rule.id, ()):
        reasons.setdefault(other, []).append(told("outcome read by"))
    shown = listed_items(f"{catalogue.rule(other)}: {'; '.join(why)}" for other, why in reasons.items())
    return field("related", shown if reasons else "")


def _examples(rule: Rule) -> str:
    if not rule.examples:
        return ""
    summary = f"{bilingual(*FIELDS['examples'])} ({len(rule.examples)})"
    return folded(summary, listed_items(example_html(e) for e in rule.examples))
