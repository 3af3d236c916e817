"""A ruleset as the pages need it: where each clause and rule stands, what each reads, what refers to it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import PurePath

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.core.nodes import RuleProgram
from policy_rules.lowering.fact_readers import GRADING
from policy_rules.lowering.program import Program
from policy_rules.report.fact_names import FactNames
from policy_rules.report.html_elements import tag
from policy_rules.report.pages.frame import anchor, code, in_own_language, link
from policy_rules.report.pages.headings import INDEXES, LANGUAGES_SAID, MORE_TOLD
from policy_rules.report.pages.readings import Readings, readings
from policy_rules.report.pages.spoken import Spoken
from policy_rules.results.kinds_of_units import KindOfUnit, kinds_of_units
from policy_rules.ruleset.double_reading import DoubleReadings, Family
from policy_rules.ruleset.languages import language_of, meaning
from policy_rules.ruleset.model import Clause, Rule, RulesetModel
from policy_rules.ruleset.reading_standing import RuleRead, rules_read
from policy_rules.scoring.sheet import Sheet
from policy_rules.vocabulary import Attribute, Entity, Measure, Parameter, Role
from policy_rules.wording import Language, Speaker

MOST_TITLED = 60
"""A list of more rules than these shows their ids alone."""


@frozen(eq=False)
class Catalogue(Spoken):
    """The rules with their clauses, pages and readings.

    `pages` is by clause file, `homes` the clause of each rule, `seen_from` the rules whose `see`
    names a rule, `read_by` the rules that read a rule's outcome. `read` are the double
    readings by rule, where the ruleset has some, and `families` those that it declares.
    """

    model: RulesetModel = field(repr=False)
    program: Program = field(repr=False)
    pages: Mapping[str, str]
    homes: Mapping[str, Clause]
    readings: Mapping[str, Readings]
    seen_from: Mapping[str, tuple[str, ...]]
    read_by: Mapping[str, tuple[str, ...]]
    read: Mapping[str, RuleRead]
    families: Mapping[str, Family]
    sheets: Mapping[str, Sheet] = field(repr=False)
    kinds: Mapping[str, KindOfUnit] = field(repr=False)
    language: Language
    languages: tuple[Language, ...]

    @property
    def speaker(self) -> Speaker:
        """Who says conditions in the page's language."""
        return Speaker(self.model.vocabulary, self.language)

    @property
    def top(self) -> str:
        """From a page to the top of the site."""
        return "" if self.language == self.languages[0] else "../"

    @property
    def indexes(self) -> tuple[str, ...]:
        """The pages other than those of clauses that there are, in the order of the bar."""
        gone = {"units.html": not self.kinds, "sheets.html": not self.sheets}
        return tuple(address for address in INDEXES if not gone.get(address))

    def of(self, rule: Rule) -> RuleProgram:
        """The lowered rule."""
        return self.program.by_id[rule.id]

    def address(self, rule: str) -> str:
        """Where a rule is shown."""
        return f"{self.pages[self.homes[rule].file]}#{escape(rule)}"

    def twin_of(self, rule: str, language: Language) -> str:
        """A link to the same rule on the page of another language, in which more is told of it."""
        folder = "" if language == self.languages[0] else f"{language}/"
        told = self.said(MORE_TOLD).format(self.word(LANGUAGES_SAID[language]))
        return tag("a", told, href=f"{self.top}{folder}{self.address(rule)}", hreflang=language)

    def rule(self, id_: str, *, titled: bool = True) -> str:
        """A link to a rule; its id alone where there is no such rule."""
        if id_ not in self.homes:
            return code(id_)
        return link(self.address(id_), code(id_)) + (
            f" {self.title(self.model.rules[id_])}" if titled else ""
        )

    def meaning(self, of: Attribute | Entity | Measure | Parameter | Role) -> str:
        """What exactly is meant, where that is told in the page's language."""
        told = meaning(of, self.language, self.languages)
        return in_own_language("span", told, self.language) if told else ""

    def why_seen(self, rule: str, other: str) -> str:
        """Why a rule names another, where that is told in the page's language."""
        return self.own(self.model.rules[rule].why_seen(other, self.language))

    def title(self, rule: Rule) -> str:
        """What a rule is called in the page's language."""
        return self.shortened(rule.text, rule.title)

    def clause(self, clause: Clause) -> str:
        """A link to the page of a clause."""
        return link(self.pages[clause.file], self.clause_title(clause))

    def clause_title(self, clause: Clause) -> str:
        """A clause's heading; in English its title too, where it is another."""
        heading, title = clause_heading(clause), clause.title
        told = in_own_language("span", heading, self.language)
        more = title != heading and language_of(title) == self.language != language_of(heading)
        return f"{told} {escape(title)}" if more else told

    def role(self, name: str) -> str:
        """A role in both languages, linked to the index of bearers."""
        role = self.model.vocabulary.roles.get(name)
        if role is None:
            return self.parameter(name.removeprefix("parameters.")) if name.startswith("parameters.") else ""
        return link(f"bearers.html#{anchor('role', name)}", self.either(role.zh, role.en)) + " " + code(name)

    def parameter(self, name: str) -> str:
        """A parameter in both languages, linked to its index."""
        known = self.model.vocabulary.parameters.get(name)
        if known is None:
            return code(name)
        return (
            link(f"parameters.html#{anchor('parameter', name)}", code(name))
            + " "
            + self.either(known.zh, known.en)
        )

    def fact(self, name: str) -> str:
        """A fact in both languages, linked to its index."""
        return link(self.fact_address(name), code(name)) + " " + self.fact_name(name)

    def fact_address(self, name: str) -> str:
        """Where a fact is shown: on the page of its entity, or that of all facts."""
        entity = name.partition(".")[0]
        file = fact_page(entity) if entity in self.model.vocabulary.entities else "facts.html"
        return f"{file}#{anchor('fact', name)}"

    def fact_name(self, name: str) -> str:
        """A fact's name in both languages."""
        if name == GRADING:
            return self.told("grading fact")
        said = escape(FactNames(self.model, self.language).say(name))
        return f"{said} · {self.told('whole list')}" if name in self.model.vocabulary.entities else said

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
        said = self.either(known.zh, known.en) or escape(name)
        return link(f"registers.html#{anchor('register', name)}", said)

    def listed(self, rules: list[str]) -> str:
        """A list of links to rules; of many the ids alone."""
        if len(rules) > MOST_TITLED:
            return tag("p", " ".join(self.rule(id_, titled=False) for id_ in rules))
        return tag("ul", "".join(tag("li", self.rule(id_)) for id_ in rules))


def clause_heading(clause: Clause) -> str:
    """A clause's heading, or its number or title where the source has none."""
    return clause.heading or clause.number or clause.title


def catalogue(
    model: RulesetModel,
    program: Program,
    twice: DoubleReadings | None = None,
    sheets: Mapping[str, Sheet] | None = None,
) -> Catalogue:
    """The catalogue of a ruleset in its main language, with its double readings and sheets where given."""
    homes = {id_: clause for clause in model.clauses for id_ in clause.rules}
    seen_from: dict[str, list[str]] = {}
    read_by: dict[str, list[str]] = {}
    for rule in model.rules.values():
        for other in rule.see:
            seen_from.setdefault(other, []).append(rule.id)
        for other in program.by_id[rule.id].after:
            read_by.setdefault(other, []).append(rule.id)
    languages = model.languages
    return Catalogue(
        model,
        program,
        {clause.file: _page_name(clause) for clause in model.clauses},
        homes,
        {r.id: readings(model, r, program.by_id[r.id]) for r in model.rules.values()},
        {rule: tuple(others) for rule, others in seen_from.items()},
        {rule: tuple(others) for rule, others in read_by.items()},
        {one.rule: one for one in rules_read(model, twice).rules} if twice and twice.there else {},
        twice.families if twice else {},
        sheets or {},
        kinds_of_units(model, program),
        languages[0],
        languages,
    )


def fact_page(entity: str) -> str:
    """The page of the facts of an entity."""
    return f"{anchor('facts', entity)}.html"


def _page_name(clause: Clause) -> str:
    name = f"{clause.document}-{PurePath(clause.file).stem}"
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in name) + ".html"
