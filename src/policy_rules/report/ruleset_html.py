"""Rules and rulesets as HTML for notebooks: no scripts, no files from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from policy_rules.report.html_elements import STYLE, line_of_its_own, table, tag
from policy_rules.report.part_names import part_name
from policy_rules.report.phrases import FIELDS, RULE_KINDS, counted
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.wording import Language, in_either


def rule_html(rule: Rule, language: Language = "zh") -> str:
    """A rule as its file says it; the names of the fields in the language."""
    said = [
        ("text", rule.text),
        ("governed by", rule.governed_by),
        ("title", rule.title),
        ("gloss", rule.gloss),
        ("kind", _kind(rule.kind, language)),
        ("bearer", rule.bearer),
        ("about", rule.about if rule.about != rule.bearer else ""),
        ("addressee", rule.addressee),
        *(
            pair
            for part in rule.parts
            for pair in _norm(part_name(rule, part.name, language), part.norm, language)
        ),
        ("force", rule.force),
        ("doubt", in_either(rule.doubt, language)),
        ("examples", str(len(rule.examples)) if rule.examples else ""),
    ]
    code = {"applies", "for each", "period", "due", "requires"}
    rows = [
        (escape(FIELDS[k][language == "en"]), tag("code", escape(v)) if k in code else escape(v))
        for k, v in said
        if v
    ]
    return tag("div", tag("h3", escape(rule.id)) + table((), rows), STYLE, lang=language)


def _norm(name: str, rule: Rule, language: Language) -> Iterator[tuple[str, str]]:
    """When a norm applies and what it requires; a limb or a version under its name."""
    yield "limb", name
    yield "applies", rule.applies.text if rule.applies else ""
    yield "for each", ", ".join(f"{i.name} in {i.source.text}" for i in rule.for_each)
    yield "period", rule.period.text if rule.period else ""
    yield "due", rule.due.text if rule.due else ""
    for key, r in rule.readings.items():
        told = "; ".join(f"{name}: {text.text}" for name, text in r.options.items())
        yield key, f"parameters.{r.by}: {told}"
    yield "requires", rule.requires.text if rule.requires else ""
    yield "grading", rule.grading


def ruleset_html(model: RulesetModel, language: Language = "zh") -> str:
    """A ruleset: its documents' clauses and how many rules of each kind."""
    kinds = Counter(rule.kind for rule in model.rules.values()).most_common()
    told = " · ".join(f"{_kind(kind, language)} {number}" for kind, number in kinds)
    colon = "：" if language == "zh" else ": "
    total = counted(len(model.rules), "rules", language) + (colon + told if told else "")
    head = tag("h3", escape(model.name)) + line_of_its_own(in_either(model.title, language))
    head += tag("p", escape(total))
    rows = [(escape(c.heading), escape(c.title), str(len(c.rules))) for c in model.clauses]
    names = [FIELDS[name][language == "en"] for name in ("clause", "title", "rules")]
    clauses = tag("summary", escape(counted(len(model.clauses), "clauses", language)))
    return tag("div", head + tag("details", clauses + table(names, rows)), STYLE, lang=language)


def _kind(kind: str, language: Language) -> str:
    return RULE_KINDS[kind][language == "en"]
