"""Open questions in words: what is asked, the readings, what hangs on it; in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.core.nodes import OUTCOMES as CHAIN
from policy_rules.report.phrases import banners
from policy_rules.report.score_words import grade_type
from policy_rules.report.score_words import points as points_said
from policy_rules.results.question_points import Points
from policy_rules.results.questions import Case, Question, Questions
from policy_rules.ruleset.languages import meaning, question_of
from policy_rules.scoring.sheet import Sheet
from policy_rules.values.known import Labels
from policy_rules.wording import OUTCOMES, Language, Speaker

MOST_CASES = 6
"""The text tells as many cases of a question."""
WORDS = {
    "title": ("未定问题", "Open questions"),
    "one title": ("未定问题", "Open question"),
    "undecided": (
        "未作决定之前，有关结论均为“待查明”；以下逐一代入各种读法。",
        "Until somebody decides, what hangs on a question stays unknown; here each reading is put in.",
    ),
    "of examples": ("按规则的示例试算", "worked out on the examples of the rules"),
    "no units": (
        "示例并非实际单位，所列情形和数目不说明任何单位的情况。",
        "Examples are no units: the cases and their numbers say nothing of a unit.",
    ),
    "ask units": (
        "按单位试算：--facts 事实文件 --as-of 日期 --year 年度（Python：questions(facts, as_of=…, year=…)）",
        "For units: --facts FACTS --as-of DAY --year YEAR (in Python: questions(facts, as_of=…, year=…))",
    ),
    "of units": ("按所给单位试算", "worked out on the units given"),
    "of rules": ("逐条规则可有不同取值", "each rule may have a value of its own"),
    "read by": ("以此为据的规则", "rules that read it"),
    "settles": ("单此一问即可定论的规则", "rules that it alone would settle"),
    "in cases": ("情形", "cases"),
    "together": ("须与其他事项一并确定才能定论的规则", "rules that it settles only with something else"),
    "moved": ("受影响的情形", "cases that it moves"),
    "listed": ("可选读法", "readings to choose from"),
    "ends": (
        "无法列出全部读法；可能范围的端点",
        "the readings cannot be listed; the ends of what is possible",
    ),
    "none": ("无法列出读法", "the readings cannot be listed"),
    "joins": (
        "地方各机关的结论如何汇总取决于它",
        "how the findings of a place's organs are joined hangs on it",
    ),
    "no rule": ("没有规则以此为据（计分表可能使用）", "read by no rule (scoring sheets may use it)"),
    "rest": ("其余问题，所问情形均不取决于此", "the others, on which nothing asked hangs"),
    "not possible": ("不可", "cannot be"),
    "no case": ("所问情形均不取决于此", "nothing asked hangs on it"),
    "now": ("现为", "now"),
    "case": ("情形", "case"),
    "points": ("得分", "points"),
    "points moved": ("得分受影响的单位", "units whose points it moves"),
    "more": ("其余情形见JSON数据", "more cases in the JSON"),
    "question": ("问题", "question"),
}
"""The fixed words, in Chinese and English."""


def fixed_word(key: str, language: Language) -> str:
    """A fixed word or phrase."""
    return WORDS[key][language == "en"]


def name_of(question: Question, language: Language) -> str:
    """The parameter's name, with the one it has in conditions and the open question it belongs to."""
    parameter = question.parameter
    words = (parameter.zh or parameter.en) if language == "zh" else (parameter.en or parameter.zh)
    asked = f" [{question_of(parameter, language)}]" if parameter.question else ""
    inside = f"（{parameter.name}）" if language == "zh" else f" ({parameter.name})"
    return f"{words}{inside}{asked}" if words else f"{parameter.name}{asked}"


def readings_words(question: Question, language: Language) -> list[str]:
    """Each reading as it is told to people."""
    speaker = Speaker(question.model.vocabulary, language)
    return [speaker.show(value, type) for value, type in question.readings]


def listing_word(question: Question, language: Language) -> str:
    """What the readings are: all there are, the ends of what is possible, or none."""
    return fixed_word("listed" if question.listed else "ends" if question.readings else "none", language)


def ends_words(ends: tuple[int, int] | None, language: Language) -> str:
    """A finding, or all that it may be; what cannot be where there is none."""
    if ends is None:
        return fixed_word("not possible", language)
    zh = language == "zh"
    return ("或" if zh else " or ").join(OUTCOMES[o][zh] for o in CHAIN[ends[0] : ends[1] + 1])


def counts_words(question: Question, reading: int, language: Language) -> str:
    """How many cases come to each outcome by a reading."""
    counts = question.counts(reading)
    zh = language == "zh"
    return ("，" if zh else ", ").join(f"{OUTCOMES[o][zh]} {counts[o]}" for o in OUTCOMES if o in counts)


def extent_words(question: Question, language: Language) -> Iterator[str]:
    """How much hangs on it."""
    sep = "：" if language == "zh" else ": "
    if question.joins:
        yield fixed_word("joins", language)
    elif not question.rules:
        yield fixed_word("no rule", language)
    if question.rules:
        yield f"{fixed_word('read by', language)}{sep}{len(question.rules)}"
    if question.settles:
        settled = sum(case.settled for case in question.cases)
        cases = f"{fixed_word('in cases', language)}{sep}{settled}"
        yield f"{fixed_word('settles', language)}{sep}{len(question.settles)} ({cases})"
    if question.cases:
        yield f"{fixed_word('moved', language)}{sep}{len(question.cases)}"
    if question.together:
        listed = ", ".join(question.together[:MOST_CASES]) + ", …" * (len(question.together) > MOST_CASES)
        yield f"{fixed_word('together', language)}{sep}{len(question.together)} ({listed})"
    if question.points:
        yield f"{fixed_word('points moved', language)}{sep}{len(question.points)}"


def points_words(points: Points | None, sheet: Sheet, question: Question, language: Language) -> str:
    """A total, or all that it may be, with the grades possible; what cannot be where there is none."""
    if points is None:
        return fixed_word("not possible", language)
    speaker = Speaker(question.model.vocabulary, language)
    scale = grade_type(sheet, question.model.vocabulary)
    grades = [speaker.show(Labels(frozenset((g,))), scale) for g in points.grades]
    told = [points_said(points.lo, points.hi, language)] if sheet.total else []
    return ("，" if language == "zh" else ", ").join([*told, *(["/".join(grades)] if grades else [])])


def questions_text(questions: Questions, language: Language = "zh", *, most: int | None = MOST_CASES) -> str:
    """The questions as a page of text, with `most` cases of each (None: all of them)."""
    title = f"{questions.model.name}  {fixed_word('title', language)} ({len(questions)})"
    basis, *more = basis_words(questions, language)
    lines = [f"*** {note} ***" for note in banners_of(questions, language)]
    lines += [f"{title}  {basis}", fixed_word("undecided", language), *more, ""]
    asked = [q for q in questions if q.matters or len(questions) == 1]
    for number, question in enumerate(asked, 1):
        lines.append(f"{number}. {name_of(question, language)}")
        lines += [f"   {line}" for line in question_lines(question, language, most=most)]
    rest = [q.parameter.name for q in questions if q not in asked]
    if rest:
        lines += ["", f"{fixed_word('rest', language)} ({len(rest)}): {', '.join(rest)}"]
    return "\n".join(lines) + "\n"


def basis_keys(questions: Questions) -> tuple[str, ...]:
    """Of what the cases are; of examples, that they are no units: as keys of words."""
    return ("of units",) if questions.asked else ("of examples", "no units")


def basis_words(questions: Questions, language: Language) -> list[str]:
    """The same in words, and how to ask of units where none were asked."""
    keys = (*basis_keys(questions), *(() if questions.asked else ("ask units",)))
    return [fixed_word(key, language) for key in keys]


def question_lines(question: Question, language: Language, *, most: int | None) -> Iterator[str]:
    """What is told of one question, line by line."""
    if means := meaning(question.parameter, language, question.model.languages):
        yield means
    yield "; ".join(extent_words(question, language))
    if question.parameter.per_rule:
        yield fixed_word("of rules", language)
    readings = readings_words(question, language)
    yield f"{listing_word(question, language)}{'：' if language == 'zh' else ':'}"
    none = "" if question.together else fixed_word("no case", language)
    for number, reading in enumerate(readings):
        told = counts_words(question, number, language) or none
        yield f"  {reading} → {told}" if told else f"  {reading}"
    yield from _points_lines(question, readings, language, most)
    shown = question.cases if most is None else question.cases[:most]
    for case in shown:
        yield f"  · {case_words(case, readings, language)}"
    if 0 < len(shown) < len(question.cases):
        yield f"  … {len(question.cases) - len(shown)}"


def _points_lines(
    question: Question, readings: list[str], language: Language, most: int | None
) -> Iterator[str]:
    shown = question.points if most is None else question.points[:most]
    for case in shown:
        now, *by = (points_words(p, case.sheet, question, language) for p in (case.now, *case.by))
        told = "; ".join(f"{reading}: {points}" for reading, points in zip(readings, by, strict=True))
        said = f"{fixed_word('points', language)} ({fixed_word('now', language)} {now})"
        yield f"  · {case.unit} {said} → {told}"
    if 0 < len(shown) < len(question.points):
        yield f"  … {len(question.points) - len(shown)}"


def case_words(case: Case, readings: list[str], language: Language) -> str:
    """A case: the unit, the rule, the finding now, and by each reading."""
    told = [f"{r}: {ends_words(e, language)}" for r, e in zip(readings, case.by, strict=True)]
    name = case.unit if case.unit.startswith(case.rule) else f"{case.unit} {case.rule}"
    now = f"{fixed_word('now', language)} {ends_words(case.now, language)}"
    return f"{name} ({now})" + (f" → {'; '.join(told)}" if told else "")


def banners_of(questions: Questions, language: Language) -> list[str]:
    """What is said at the top where parameters are illustrative or units constructed."""
    return list(dict.fromkeys(note for a in questions.asked for note in banners(a, language)))
