"""One rule on its clause's page: words, who, when, condition, parameters, facts, examples, relations."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from policy_rules.core.nodes import RuleProgram
from policy_rules.report.fact_names import FactNames
from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.deadlines import due_html, period_html, readings_html
from policy_rules.report.pages.double_reading_part import double_reading_part
from policy_rules.report.pages.example_text import example_html
from policy_rules.report.pages.frame import code, folded, in_own_language, link, listed_items
from policy_rules.report.pages.headings import FIELDS, TIME_CLASSES
from policy_rules.report.pages.plain_words import PlainWords
from policy_rules.report.pages.readings import left_open
from policy_rules.report.part_names import part_name, version_name
from policy_rules.report.phrases import RULE_KINDS
from policy_rules.ruleset.languages import language_of, question_of
from policy_rules.ruleset.model import Rule


def rule_section(catalogue: Catalogue, rule: Rule) -> str:
    """The section of a rule, under its id."""
    titled = catalogue.title(rule) if catalogue.language == "en" else ""
    head = tag("h3", f"{link(f'#{rule.id}', escape(rule.id))} {titled}".strip())
    governed = f"{rule.governed_by}……" if rule.governed_by else ""
    words = tag("blockquote", in_own_language("span", governed + rule.text) + _back(catalogue, rule))
    own = catalogue.own(rule.gloss)
    gloss = tag("p", own) if own else ""
    if rule.doubt:
        said = catalogue.either(rule.doubt.get("zh", ""), rule.doubt.get("en", ""))
        gloss += tag("p", f"{catalogue.said(FIELDS['doubt'])}: {said}")
    told = own or language_of(rule.text) == catalogue.language
    if not told and (written := language_of(rule.gloss)) in catalogue.others:
        gloss += tag("p", catalogue.twin_of(rule.id, written), class_="faint")
    said = "".join((*_who(catalogue, rule), *_when(catalogue, rule), *_conditions(catalogue, rule)))
    rest = _examples(catalogue, rule)
    parts = (_parameters, _facts, _tensions, _related)
    fields = tag("dl", said + "".join(part(catalogue, rule) for part in parts))
    read = double_reading_part(catalogue, rule)
    shown = filter(None, (head, words, gloss, fields, read, rest))
    return tag("article", "\n".join(shown), id=rule.id, class_="rule")


def _back(catalogue: Catalogue, rule: Rule) -> str:
    return " " + link(f"#words-{rule.id}", "↑" + catalogue.told("text"))


def _who(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    kind = catalogue.said(RULE_KINDS.get(rule.kind, (rule.kind, rule.kind)))
    yield catalogue.field("kind", link(f"kinds.html#kind-{rule.kind}", kind))
    yield catalogue.field("bearer", catalogue.role(rule.bearer))
    if rule.about != rule.bearer:
        yield catalogue.field("about", catalogue.role(rule.about))
    yield catalogue.field("addressee", catalogue.role(rule.addressee) if rule.addressee else "")
    spoken = catalogue.model.spoken_to(rule)
    yield catalogue.field("applies to", code(spoken.text) if spoken else "")


def _when(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    time = catalogue.of(rule).time_class
    said = catalogue.said(TIME_CLASSES.get(time, (time, time)))
    yield catalogue.field("time", link(f"deadlines.html#time-{time.replace(' ', '-')}", said))
    force = in_own_language("span", rule.force, catalogue.language)
    yield catalogue.field("force", f"{force} ({catalogue.told('softened')})" if rule.force else "")


def _conditions(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    """The condition of the rule, or that of each limb under its name; then the names that it defines."""
    program = catalogue.of(rule).told
    programs = {part.name: part for part in program.parts} or {"": program}
    names = FactNames(catalogue.model, catalogue.language)
    for part in rule.parts:
        if part.name:
            key = "version" if rule.in_versions else "limb"
            yield catalogue.field(
                key, tag("b", escape(part_name(rule, part.name, catalogue.language, names)))
            )
            new = part.norm.text if part.norm.text != rule.text else ""
            words = in_own_language("q", new, catalogue.language) if new else ""
            yield catalogue.field("new words", words)
        yield from _condition(catalogue, part.norm, programs[part.name])
    ended = (version for version in rule.versions if version.norm is None)
    told = (version_name(version, catalogue.language, names) for version in ended)
    yield catalogue.field("version", "<br>".join(map(escape, told)))
    yield catalogue.field("defines", "<br>".join(code(f"{n}: {e.text}") for n, e in rule.defines.items()))


def _condition(catalogue: Catalogue, rule: Rule, program: RuleProgram) -> Iterator[str]:
    words = PlainWords(catalogue.speaker)
    yield catalogue.field("period", readings_html(catalogue, rule, "period") or period_html(catalogue, rule))
    yield catalogue.field("due", readings_html(catalogue, rule, "due") or due_html(catalogue, rule, program))
    yield catalogue.field("applies", code(rule.applies.text) if rule.applies else "")
    own = program.each[len(program.each) - len(rule.for_each) :]  # several periods stand before
    steps = zip(rule.for_each, own, strict=False)
    each = [
        code(f"{i.name} in {i.source.text}") + " " + escape(words.list(source)) for i, (_, source) in steps
    ]
    yield catalogue.field("for each", "<br>".join(each))
    yield catalogue.field("grading", _grading(catalogue, rule))
    yield catalogue.field("requires", code(rule.requires.text) if rule.requires else "")
    if program.instance is None:
        yield catalogue.field("words", catalogue.told("no condition"))
    else:
        yield catalogue.field("words", tag("p", escape(words.requirement(program, rule.readings))))
    yield catalogue.field("degree", _degrees(catalogue, rule))


def _grading(catalogue: Catalogue, rule: Rule) -> str:
    """The scale of a judgement rule, from its lowest label to its highest."""
    if not rule.grading:
        return ""
    labels = catalogue.model.vocabulary.scale_labels.get(rule.grading, {})
    scale = catalogue.model.vocabulary.scales.get(rule.grading, ())
    return code(rule.grading) + ": " + " &lt; ".join(catalogue.either(labels.get(m, ""), m) for m in scale)


def _degrees(catalogue: Catalogue, rule: Rule) -> str:
    """The places of the rule's own scale, highest first, each with its condition."""
    shown = [catalogue.either(d.zh or d.name, d.en or d.name) + " " + code(d.when.text) for d in rule.degrees]
    return listed_items(shown) if shown else ""


def _parameters(catalogue: Catalogue, rule: Rule) -> str:
    shown = []
    for name in catalogue.readings[rule.id].parameters:
        parameter = catalogue.model.vocabulary.parameters.get(name)
        open_ = f" {catalogue.flag()}" if parameter is None or left_open(parameter, rule.id) else ""
        asked = question_of(parameter, catalogue.language) if parameter else ""
        shown.append(catalogue.parameter(name) + (f" [{escape(asked)}]" if asked else "") + open_)
    return catalogue.field("parameters", listed_items(shown) if shown else "")


def _facts(catalogue: Catalogue, rule: Rule) -> str:
    shown = []
    for name in catalogue.readings[rule.id].facts:
        register = catalogue.register_of(name)
        shown.append(catalogue.fact(name) + (f" ← {catalogue.register(register)}" if register else ""))
    return catalogue.field("facts", listed_items(shown) if shown else "")


def _tensions(catalogue: Catalogue, rule: Rule) -> str:
    """What collides with the rule, said here and there."""
    shown = [_both_sides(catalogue, rule.id, other) for other in rule.tensions]
    return catalogue.field("tensions", listed_items(shown) if shown else "")


def _both_sides(catalogue: Catalogue, rule: str, other: str) -> str:
    sides = (("→", catalogue.why_seen(rule, other)), ("←", catalogue.why_seen(other, rule)))
    said = [f"{arrow} {why}" for arrow, why in sides if why]
    return catalogue.rule(other) + (f": {'; '.join(said)}" if said else "")


def _related(catalogue: Catalogue, rule: Rule) -> str:
    reasons: dict[str, list[str]] = {}
    named = [("→", other, catalogue.why_seen(rule.id, other)) for other in rule.see]
    named += [
        ("←", other, catalogue.why_seen(other, rule.id)) for other in catalogue.seen_from.get(rule.id, ())
    ]
    for direction, other, why in named:
        if other not in rule.tensions:
            reasons.setdefault(other, []).append(f"{direction} {why}".strip())
    for other in sorted(catalogue.of(rule).after):
        reasons.setdefault(other, []).append(catalogue.told("reads outcome"))
    for other in catalogue.read_by.get(rule.id, ()):
        reasons.setdefault(other, []).append(catalogue.told("outcome read by"))
    shown = listed_items(f"{catalogue.rule(other)}: {'; '.join(why)}" for other, why in reasons.items())
    return catalogue.field("related", shown if reasons else "")


def _examples(catalogue: Catalogue, rule: Rule) -> str:
    if not rule.examples:
        return ""
    summary = f"{catalogue.said(FIELDS['examples'])} ({len(rule.examples)})"
    return folded(summary, listed_items(example_html(catalogue, e, rule) for e in rule.examples))
