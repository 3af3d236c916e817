"""Results as tables: findings, items of a score, facts to find out, places; and a table as CSV.

CSV is for programs: the heads of its columns are names, as JSON has them. Outcomes and kinds are by their
names where a table is `coded`, else in words.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from policy_rules.attributes import frozen
from policy_rules.report.clause_sums import SUMMED, clause_sums
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.next_facts_list import written_text
from policy_rules.report.phrases import RULE_KINDS, banners, in_a_row
from policy_rules.report.population_parts import UnitWords, labels_of, published_cells
from policy_rules.report.population_text import consequence_parts
from policy_rules.report.score_account import items_of, step_title, steps_of, title_of
from policy_rules.report.score_phrases import amount_text
from policy_rules.report.score_reasons import Reasons
from policy_rules.report.score_words import bare, rank_ends
from policy_rules.results.assessment import Assessment
from policy_rules.results.finding import Finding, told_together
from policy_rules.results.next_facts import By
from policy_rules.results.population import Population
from policy_rules.ruleset.decisions import Decision
from policy_rules.wording import Language

_STEERING = ("=", "+", "-", "@", "\t", "\r")
"""What a table program takes for the beginning of a formula."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HEADS: dict[str, tuple[str, str]] = {
    "findings": ("逐条结果", "findings"),
    "items": ("项目得分", "items"),
    "next_facts": ("下一步查明", "next facts"),
    "places": ("排名", "ranking"),
    "clause": ("条款", "clause"),
    "rule": ("规则", "rule"),
    "kind": ("类别", "kind"),
    "words": ("原文", "text"),
    "decisions": ("所采口径", "decisions taken"),
    "outcome": ("结论", "outcome"),
    "possible": ("可能的结论", "possible"),
    "due": ("期限", "due"),
    "reason": ("理由", "reason"),
    "missing": ("缺少的事实", "missing facts"),
    "needs": ("文本未定的事项", "left open by the text"),
    "points_lost": ("失分", "points lost"),
    "item": ("项目", "item"),
    "title": ("名称", "title"),
    "points": ("满分", "points possible"),
    "got": ("得分", "points got"),
    "fact": ("事实", "fact"),
    "register": ("见于", "register"),
    "settles": ("可定的规则", "rules that it settles"),
    "at_stake": ("涉及的分", "points at stake"),
    "write": ("写入", "what to write"),
    "rank": ("名次", "rank"),
    "best": ("最好名次", "best place"),
    "worst": ("最差名次", "worst place"),
    "name": ("单位名称", "name"),
    "sheet": ("计分表", "sheet"),
    "total": ("总分", "total"),
    "grade": ("等次", "grade"),
    "open": ("未定", "open"),
    "consequences": ("后果", "consequences"),
    "step": ("步骤", "step"),
    "value": ("值", "value"),
    "unit": ("单位", "unit"),
    "year": ("年度", "year"),
    "as_of": ("评估日", "as of"),
    "labels": ("标注", "labels"),
    "clauses": ("逐条合计", "sums by clause"),
    "document": ("文件", "document"),
    "satisfied": ("达标", "satisfied"),
    "violated": ("不达标", "violated"),
    "unknown": ("待查明", "unknown"),
    "pending": ("未到期", "pending"),
    "units_violated": ("有违反的单位数", "units with a violation"),
    "compared": ("对比", "comparison"),
    "part": ("部分", "part"),
    "before": ("此前", "before"),
    "after": ("此后", "after"),
    "by": ("因", "by"),
    "rank_before": ("此前名次", "rank before"),
    "best_before": ("此前最好名次", "best place before"),
    "worst_before": ("此前最差名次", "worst place before"),
    "total_before": ("此前总分", "total before"),
    "grade_before": ("此前等次", "grade before"),
}
"""The names of tables and columns, in Chinese and English."""
NUMBERS = frozenset(
    {"points", "got", "points_lost", "value", "total", "at_stake", "settles", *SUMMED, "units_violated"}
    | {"best", "worst"}
)
"""The columns of numbers; an interval stands there as a text."""
ONE_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@frozen
class ResultTable:
    """A table: its name, the names of its columns, its rows of texts."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def heads(self, language: Language) -> tuple[str, ...]:
        """The names of the columns in words."""
        return tuple(HEADS[name][language == "en"] for name in self.columns)

    def csv(self) -> str:
        """It as comma-separated values (RFC 4180), whose cells no program takes for formulas."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([harmless(cell) for cell in row] for row in self.with_numbers())
        return stream.getvalue()

    def with_numbers(self) -> Iterator[tuple[str, ...]]:
        """The rows, in which numbers have the sign that programs read."""
        for row in self.rows:
            yield tuple(
                _number(cell) if name in NUMBERS else cell
                for name, cell in zip(self.columns, row, strict=True)
            )


def _number(cell: str) -> str:
    """A cell that is one number, with a plain minus; any other as it is."""
    plain = cell.replace("\N{MINUS SIGN}", "-")
    return plain if ONE_NUMBER.fullmatch(plain) else cell


def harmless(cell: str) -> str:
    """A cell that no table program takes for a formula: with a quote before what begins like one."""
    plain = cell.removeprefix("-").replace(".", "", 2).isdecimal()
    return f"'{cell}" if cell.startswith(_STEERING) and not plain else cell


def in_xml(text: str) -> str:
    """A text without what XML 1.0 cannot hold, of which workbooks are made too."""
    return _NOT_IN_XML.sub("\ufffd", text)


def assessment_tables(assessment: Assessment, language: Language) -> tuple[ResultTable, ...]:
    """The findings; where there is a score its items; what to find out next."""
    score = [] if assessment.score is None else [items_table(assessment, language)]
    return findings_table(assessment, language), *score, next_table(assessment, language)


def _documents(decisions: Iterable[Decision], language: Language) -> str:
    """By which documents, each once."""
    return in_a_row(dict.fromkeys(d.document for d in decisions), language)


def findings_table(assessment: Assessment, language: Language, *, coded: bool = False) -> ResultTable:
    """A row for each finding; `coded`: outcomes and kinds by their names."""
    lines = FindingLines(assessment.model, language)
    zh = language == "zh"

    def several(values: Iterable[str], say: Callable[[str], str]) -> str:
        return in_a_row(map(say, values), language)

    def outcome(name: str) -> str:
        return name if coded else lines.outcome(name)

    def row(finding: Finding) -> tuple[str, ...]:
        rule = finding.rule
        return (
            lines.headings.get((rule.document, rule.clause), rule.clause),
            rule.id,
            rule.kind if coded else RULE_KINDS[rule.kind][not zh],
            outcome(finding.outcome),
            several(finding.possible, outcome) if len(finding.possible) > 1 else "",
            "" if finding.due is None else finding.due.isoformat(),
            lines.reason(finding),
            several(finding.missing, str if coded else lines.names.say),
            several(finding.needs, str if coded else lines.names.say),
            "" if finding.points_lost is None else bare(finding.points_lost),
            rule.text if zh else rule.title,
            _documents((d.decision for d in finding.decisions), language),
        )

    columns = (
        *("clause", "rule", "kind", "outcome", "possible", "due", "reason"),
        *("missing", "needs", "points_lost", "words", "decisions"),
    )
    with told_together(assessment.findings):
        rows = [*map(row, assessment.findings)]
    return _of_unit("findings", columns, rows, assessment, language)


def items_table(assessment: Assessment, language: Language) -> ResultTable:
    """A row for each item of the score, then one for each step, the total and the grade among them.

    What steps come to stands in a column of its own (`value`), so that the points of items can be summed.
    """
    score = assessment.score
    assert score is not None

    def decided(line: str) -> str:
        found = (d for d in assessment.decided_in_score if line in (*d.items, *d.steps))
        return _documents((d.reading.decision for d in found), language)

    rows = [
        (
            account.item.id,
            title_of(account.item, language),
            bare((account.possible, account.possible)),
            "" if account.got is None else bare(account.got),
            bare(account.lost),
            "",
            "",
            decided(account.item.id),
        )
        for account in items_of(score)
    ]
    reasons = Reasons(assessment, score, language)
    for step in steps_of(score):
        value = amount_text(step.value, reasons, unit=False)
        rows.append(
            (
                "",
                step_title(step.name, score.sheet, language),
                "",
                "",
                "",
                step.name,
                value,
                decided(step.name),
            )
        )
    columns = ("item", "title", "points", "got", "points_lost", "step", "value", "decisions")
    return _of_unit("items", columns, rows, assessment, language)


def next_table(
    assessment: Assessment, language: Language, most: int | None = None, by: By | None = None
) -> ResultTable:
    """A row for each fact that would settle something, `most` of them, those first that matter most."""
    names = FindingLines(assessment.model, language).names
    rows = (
        (
            names.say(fact.name),
            names.register(fact.register) if fact.register else "",
            ", ".join(fact.settles),
            "" if fact.at_stake in (None, 0) else bare((fact.at_stake, fact.at_stake)),
            "" if fact.due is None else fact.due.isoformat(),
            written_text(fact) if fact.written else "",
        )
        for fact in assessment.next_facts(by)[:most]
    )
    columns = ("fact", "register", "settles", "at_stake", "due", "write")
    return _of_unit("next_facts", columns, rows, assessment, language)


def _of_unit(
    name: str,
    columns: Sequence[str],
    rows: Iterable[tuple[str, ...]],
    assessment: Assessment,
    language: Language,
) -> ResultTable:
    """A table whose rows say whose they are, of which year and day, and what decides nothing."""
    labels = "; ".join(banners(assessment, language))
    who = (assessment.unit.id, str(assessment.year), assessment.as_of.isoformat(), labels)
    return ResultTable(
        name, (*columns, "unit", "year", "as_of", "labels"), tuple((*row, *who) for row in rows)
    )


def clauses_table(population: Population, language: Language) -> ResultTable:
    """A row for each clause: over all units how many findings came to what, in how many one is violated.

    It assesses every unit whole.
    """
    lines = FindingLines(population.model, language)
    rows = (
        (
            one.document,
            lines.headings.get((one.document, one.clause), one.clause),
            *(str(one.sums[outcome]) for outcome in SUMMED),
            str(one.units("violated")),
        )
        for one in clause_sums(population.assessment(place.unit) for place in population.places)
    )
    return ResultTable("clauses", ("document", "clause", *SUMMED, "units_violated"), tuple(rows))


def places_table(population: Population, language: Language) -> ResultTable:
    """A row for each unit, list by list, in each by rank; then what is made public of others."""
    labels = "; ".join(labels_of(population, language))
    rows: list[tuple[str, ...]] = []
    for place in population.table():
        words = UnitWords(population, place, language)
        ends = rank_ends(place.rank if place.ranked else None)
        told = (words.rank, *ends, place.name, place.sheet, words.total, words.grade, words.open)
        follows = "; ".join(consequence_parts(words))
        decided = (d.reading.decision for d in population.decided_in_score(place.unit))
        rows.append(
            (
                *told,
                follows,
                _documents(decided, language),
                place.unit,
                str(population.year),
                population.as_of.isoformat(),
                labels,
            )
        )
    for (name, _, *shown), p in zip(published_cells(population, language), population.published, strict=True):
        rank, grade, total = shown
        public = (rank, *rank_ends(p.rank), name, p.sheet.name, total, grade, "", "", "", p.unit)
        rows.append((*public, str(population.year), population.as_of.isoformat(), labels))
    columns = ("rank", "best", "worst", "name", "sheet", "total", "grade", "open", "consequences")
    return ResultTable("places", (*columns, "decisions", "unit", "year", "as_of", "labels"), tuple(rows))
