"""Which report shows what: the forms of all results, registered when the first of them is shown."""

from __future__ import annotations

from operator import attrgetter

from policy_rules.report.assessment_data import assessment_data, finding_data
from policy_rules.report.assessment_html import assessment_html, finding_html, findings_html
from policy_rules.report.assessment_text import render
from policy_rules.report.comparison_data import comparison_data
from policy_rules.report.comparison_tables import comparison_html, comparison_text
from policy_rules.report.deciding import why_in
from policy_rules.report.explanation import explanation
from policy_rules.report.law_changes_text import law_changes_data, law_changes_html, law_changes_text
from policy_rules.report.next_facts_list import next_fact_data, next_fact_html, next_facts_html
from policy_rules.report.population_data import population_data, standing_data
from policy_rules.report.population_html import population_html, standing_html
from policy_rules.report.population_text import population_text
from policy_rules.report.populations_compared_report import (
    populations_data,
    populations_html,
    populations_text,
)
from policy_rules.report.printable.answer_pages import comparison_page, populations_page
from policy_rules.report.printable.assessment_page import assessment_page
from policy_rules.report.printable.brief_page import brief_page
from policy_rules.report.printable.chart_alone import assessment_chart, population_chart, score_chart
from policy_rules.report.printable.population_folder import population_folder
from policy_rules.report.printable.population_page import population_page
from policy_rules.report.question_data import (
    question_data,
    question_html,
    questions_data,
    questions_html,
)
from policy_rules.report.question_words import questions_text
from policy_rules.report.ruleset_data import rule_data, ruleset_data
from policy_rules.report.ruleset_html import rule_html, ruleset_html
from policy_rules.report.score_data import consequence_data, score_data
from policy_rules.report.score_html import consequence_html, score_html
from policy_rules.results.assessment import Assessment, Comparison
from policy_rules.results.finding import Finding
from policy_rules.results.finding_rows import FindingRows
from policy_rules.results.law_changes import LawChanges
from policy_rules.results.next_facts import NextFact, NextFactRows
from policy_rules.results.population import Population, Standing
from policy_rules.results.populations_compared import PopulationsCompared
from policy_rules.results.questions import Question, Questions
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.scoring.consequences import Consequence
from policy_rules.scoring.ledger import Score
from policy_rules.shown import shows

MODEL = attrgetter("model")
MODEL_AFTER = attrgetter("after.model")

shows(Rule, html=rule_html, data=rule_data)
shows(RulesetModel, html=ruleset_html, data=ruleset_data, ruleset=lambda model: model)
shows(Finding, html=finding_html, data=finding_data, text=explanation, why=why_in, ruleset=MODEL)
shows(Score, html=score_html, data=score_data, chart=score_chart, ruleset=attrgetter("sheet"))
shows(Consequence, html=consequence_html, data=consequence_data, ruleset=MODEL)
shows(NextFact, html=next_fact_html, data=next_fact_data, ruleset=MODEL)
shows(
    NextFactRows,
    html=next_facts_html,
    data=lambda facts: {"next_facts": [next_fact_data(f) for f in facts]},
    ruleset=lambda facts: facts[0].model if facts else None,
)
shows(
    FindingRows,
    html=findings_html,
    data=lambda findings: {"findings": [finding_data(f) for f in findings]},
    ruleset=lambda findings: findings[0].model if findings else None,
)
shows(Standing, html=standing_html, data=standing_data, ruleset=lambda place: place)
shows(
    Assessment,
    html=assessment_html,
    data=assessment_data,
    text=render,
    page=assessment_page,
    brief=brief_page,
    chart=assessment_chart,
    ruleset=MODEL,
)
shows(
    LawChanges,
    html=law_changes_html,
    data=law_changes_data,
    text=law_changes_text,
    ruleset=MODEL,
)
shows(
    Comparison,
    html=comparison_html,
    data=comparison_data,
    text=comparison_text,
    page=comparison_page,
    ruleset=MODEL_AFTER,
)
shows(
    Population,
    html=population_html,
    data=population_data,
    text=population_text,
    page=population_page,
    pages=population_folder,
    chart=population_chart,
    ruleset=MODEL,
)
shows(
    PopulationsCompared,
    html=populations_html,
    data=populations_data,
    text=populations_text,
    page=populations_page,
    ruleset=MODEL_AFTER,
)
shows(Question, html=question_html, data=question_data, ruleset=MODEL)
shows(
    Questions,
    html=questions_html,
    data=questions_data,
    text=questions_text,
    ruleset=MODEL,
)
