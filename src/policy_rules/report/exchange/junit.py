"""An assessment as JUnit's XML, as test runners and build servers read it: a case for each finding."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from policy_rules.report.assessment_summary import decisions_line
from policy_rules.report.exchange.tables import in_xml
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.output_head import head_data
from policy_rules.results.assessment import Assessment
from policy_rules.results.finding import Finding, told_together
from policy_rules.wording import Language


def junit_text(assessment: Assessment, language: Language = "zh") -> str:
    """The file: a violation is a failure, what is satisfied has passed, all else is skipped with its outcome.

    What is unknown or not yet due is neither passed nor failed; what decides nothing says so in the
    properties of the suite, which name the decisions on readings that are taken.
    """
    lines = FindingLines(assessment.model, language)
    counts = assessment.counts
    passed, failed = counts["satisfied"], counts["violated"]
    tallies = {
        "tests": len(assessment.findings),
        "failures": failed,
        "errors": 0,
        "skipped": len(assessment.findings) - passed - failed,
    }
    told = {name: str(number) for name, number in tallies.items()}
    unit = in_xml(f"{assessment.unit.name} ({assessment.unit.id})")
    suites = Xml.Element("testsuites", {"name": "policy-rules", **told})
    when = {"timestamp": f"{assessment.as_of}T00:00:00", "time": "0"}
    suite = Xml.SubElement(suites, "testsuite", {"name": unit, **when, **told})
    properties = Xml.SubElement(suite, "properties")
    for key, value in head_data(assessment).items():
        if isinstance(value, str | int):
            Xml.SubElement(properties, "property", name=key, value=in_xml(str(value)))
    for taken in decisions_line(assessment, language):
        Xml.SubElement(properties, "property", name="decisions", value=in_xml(taken))
    with told_together(assessment.findings):
        suite.extend(_case(finding, lines) for finding in assessment.findings)
    Xml.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(suites, encoding="unicode")}\n'


def _case(finding: Finding, lines: FindingLines) -> Xml.Element:
    rule = finding.rule
    title = rule.title if lines.language == "en" else rule.text
    where, name = in_xml(f"{rule.document}.{rule.clause}"), in_xml(f"{rule.id} {title}")
    case = Xml.Element("testcase", classname=where, name=name, time="0")
    outcome = lines.outcome(finding.outcome)
    told = [in_xml(line.strip()) for line in lines.lines(finding)]
    if finding.outcome == "violated":
        Xml.SubElement(case, "failure", message=outcome, type=finding.outcome).text = "\n".join(told)
    elif finding.outcome != "satisfied":
        why = "; ".join(told[1:]) or lines.reason(finding)
        Xml.SubElement(case, "skipped", message=f"{outcome}: {why}" if why else outcome)
    return case
