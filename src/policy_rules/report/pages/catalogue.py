"""A ruleset as the pages need it: where each clause and rule stands, what each reads, what refers to it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import PurePath

from attrs import field, frozen

from policy_rules.core.nodes import RuleProgram
from policy_rules.lowering.fact_readers import GRADING
from policy_rules.lowering.program import Program
from policy_rules.report.fact_names import FactNames
from policy_rules.report.html_elements import tag
from policy_rules.report.pages.frame import anchor, bilingual, code, in_own_language, link, told
from policy_rules.report.pages.readings import Readings, readings
from policy_rules.ruleset.double_reading import DoubleReadings, Family
from policy_rules.ruleset.model import Clause, Rule, RulesetModel
from policy_rules.ruleset.reading_standing import RuleRead, rules_read
from policy_rules.wording import Speaker

MOST_TITLED = 60
"""A list of more rules than these shows their ids alone."""


@frozen(eq=False)
class Catalogue:
    """The rules with their clauses, pages and readings.

    `pages` is by clause file, `homes` the clause of each rule, `seen_from` the rules whose `see`
    names a rule, each with the reason, `read_by` the rules that read a rule's outcome. `read` are the double
    readings by rule, where the ruleset has some, and `families` those that it declares.
    """

    model: RulesetModel = field(repr=False)
    program: Program = field(repr=False)
    pages: Mapping[str, str]
    homes: Mapping[str, Clause]
    readings: Mapping[str, Readings]
    seen_from: Mapping[str, Mapping[str, str]]
    read_by: Mapping[str, tuple[str, ...]]
    read: Mapping[str, RuleRead]
    families: Mapping[str, Family]

    @property
    def speakers(self) -> tuple[Speaker, Speaker]:
        """Those that say conditions in Chinese and in English."""
        return Speaker(self.model.vocabulary, "zh"), Speaker(self.model.vocabulary, "en")

    def of(self, rule: Rule) -> RuleProgram:
        """The lowered rule."""
        return self.program.by_id[rule.id]

    def address(self, rule: str) -> str:
        """Where a rule is shown."""
        return f"{self.pages[self.homes[rule].file]}#{escape(rule)}"

    def rule(self, id_: str, *, titled: bool = True) -> str:
        """A link to a rule; its id alone where there is no such rule."""
        if id_ not in self.homes:
            return code(id_)
        title = " " + in_own_language("span", self.model.rules[id_].title) if titled else ""
        return link(self.address(id_), code(id_)) + title

    def clause(self, clause: Clause) -> str:
        """A link to the page of a clause."""
        return link(self.pages[clause.file], in_own_language("span", clause_heading(clause)))

    def role(self, name: str) -> str:
        """A role in both languages, linked to the index of bearers."""
        role = self.model.vocabulary.roles.get(name)
        if role is None:
            return self.parameter(name.removeprefix("parameters.")) if name.startswith("parameters.") else ""
        return link(f"bearers.html#{anchor('role', name)}", bilingual(role.zh, role.en)) + " " + code(name)

    def parameter(self, name: str) -> str:
        """A parameter in both languages, linked to its index."""
        known = self.model.vocabulary.parameters.get(name)
        if known is None:
            return code(name)
        return (
            link(f"parameters.html#{anchor('parameter', name)}", code(name))
            + " "
            + bilingual(known.zh, known.en)
        )

    def fact(self, name: str) -> str:
        """A fact in both languages, linked to its index."""
        return link(f"facts.html#{anchor('fact', name)}", code(name)) + " " + self.fact_name(name)

    def fact_name(self, name: str) -> str:
        """A fact's name in both languages."""
        if name == GRADING:
            return told("grading fact")
        said = bilingual(*(FactNames(self.model, speaker.language).say(name) for speaker in self.speakers))
        return f"{said} · {told('whole list')}" if name in self.model.vocabulary.entities else said

    def register_of(self, fact: str) -> str:
        """The register from which a fact is read, or an empty text."""
        entity = self.model.vocabulary.entities.get(fact.partition(".")[0])
        attribute = self.model.vocabulary.attribute(fact)
        return (attribute.register if attribute else "") or (entity.register if entity else "")

    def register(self, name: str) -> str:
        """A register in both languages, linked to its index."""
        known = self.model.vocabulary.registers.get(name)
        if known is None:
            return code(name)
        return link(
            f"registers.html#{anchor('register', name)}", bilingual(known.zh, known.en) or escape(name)
        )

    def listed(self, rules: list[str]) -> str:
        """A list of links to rules; of many the ids alone."""
        if len(rules) > MOST_TITLED:
            return tag("p", " ".join(self.rule(id_, titled=False) for id_ in rules))
        return tag("ul", "".join(tag("li", self.rule(id_)) for id_ in rules))


def clause_heading(clause: Clause) -> str:
    """A clause's heading, or its number or title where the source has none."""
    return clause.heading or clause.number or clause.title


def catalogue(model: RulesetModel, program: Program, twice: DoubleReadings | None = None) -> Catalogue:
    """The catalogue of a ruleset, with its double readings where they are given."""
    homes = {id_: clause for clause in model.clauses for id_ in clause.rules}
    seen_from: dict[str, dict[str, str]] = {}
    read_by: dict[str, list[str]] = {}
    for rule in model.rules.values():
        for other, why in rule.see.items():
            seen_from.setdefault(other, {})[rule.id] = why
        for other in program.by_id[rule.id].after:
            read_by.setdefault(other, []).append(rule.id)
    return Catalogue(
        model,
        program,
        {clause.file: _page_name(clause) for clause in model.clauses},
        homes,
        {r.id: readings(model, r, program.by_id[r.id]) for r in model.rules.values()},
        seen_from,
        {rule: tuple(others) for rule, others in read_by.items()},
        {one.rule: one for one in rules_read(model, twice).rules} if twice and twice.there else {},
        twice.families if twice else {},
    )


def _page_name(clause: Clause) -> str:
    name = f"{clause.document}-{PurePath(clause.file).stem}"
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in name) + ".html"
