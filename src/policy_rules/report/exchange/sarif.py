"""An assessment as SARIF 2.1.0 (OASIS, 2020): a rule for each rule, a result for each finding."""

from __future__ import annotations

from typing import Any

from policy_rules.report.assessment_summary import decisions_line
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.output_head import head_data
from policy_rules.report.phrases import banners
from policy_rules.results.assessment import Assessment
from policy_rules.results.finding import Finding, told_together
from policy_rules.version import __version__
from policy_rules.wording import Language

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
KINDS = {
    "satisfied": "pass",
    "violated": "fail",
    "unknown": "open",
    "pending": "open",
    "excepted": "notApplicable",
    "not_applicable": "notApplicable",
}
"""The kind of a result (§3.27.9) by outcome: what is not yet due is not decided either."""


def sarif_data(assessment: Assessment, language: Language = "zh") -> dict[str, Any]:
    """The log: one run, whose results say in `properties` the outcome that came out.

    Results have a place in the unit that is assessed, not in a file. What decides nothing says so in the
    `properties` of the run and as a notification of its invocation, as do the decisions that it takes.
    """
    lines = FindingLines(assessment.model, language)
    at = {f.rule.id: n for n, f in enumerate(assessment.findings)}
    on_the_run = (*banners(assessment, language), *decisions_line(assessment, language))
    notes = [{"level": "note", "message": {"text": told}} for told in on_the_run]
    driver = {
        "name": "policy-rules",
        "version": __version__,
        "rules": [_rule(f, lines) for f in assessment.findings],
    }
    with told_together(assessment.findings):
        results = [_result(f, lines, at[f.rule.id], assessment) for f in assessment.findings]
    run = {
        "tool": {"driver": driver},
        "language": {"zh": "zh-CN", "en": "en-US"}[language],
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": results,
        "properties": head_data(assessment),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(finding: Finding, lines: FindingLines) -> dict[str, Any]:
    rule = finding.rule
    heading = lines.headings.get((rule.document, rule.clause), rule.clause)
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title if lines.language == "en" else rule.text},
        "fullDescription": {"text": rule.gloss if lines.language == "en" else f"{heading}：{rule.text}"},
        "properties": {"document": rule.document, "clause": rule.clause, "kind": rule.kind},
    }


def _result(finding: Finding, lines: FindingLines, index: int, assessment: Assessment) -> dict[str, Any]:
    kind = KINDS[finding.outcome]
    told = "\n".join(line.strip() for line in lines.lines(finding))
    unit = assessment.unit
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": index,
        "kind": kind,
        "level": "error" if kind == "fail" else "none",
        "message": {"text": f"{lines.outcome(finding.outcome)}: {told}"},
        "locations": [{"logicalLocations": [{"name": unit.name or unit.id, "fullyQualifiedName": unit.id}]}],
        "partialFingerprints": {"unitAndRule/v1": f"{unit.id}/{finding.rule.id}"},
        "properties": {
            "outcome": finding.outcome,
            "possible": list(finding.possible),
            "missing": list(finding.missing),
            "needs": list(finding.needs),
            **({} if finding.due is None else {"due": finding.due.isoformat()}),
        },
    }
