"""The fixed words of the pages, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

TIME_CLASSES: Mapping[str, tuple[str, str]] = {
    "by date": ("限期完成", "by a date"),
    "recurring": ("按年度反复履行", "recurring, each year"),
    "rolling": ("每日向前推算的期间", "in a window that ends each day"),
    "per term": ("按任期或者自定期间", "per term or period of its own"),
    "triggered": ("事项发生后限期", "within a window after an event"),
    "standing": ("持续有效", "standing"),
    "prohibition in a window": ("期间内禁止", "prohibition in a window"),
    "open": ("时间未定", "time left open by the words"),
    "several": ("多项要求，时间各异", "several norms, each in its own time"),
}
INDEXES: Mapping[str, tuple[str, str]] = {
    "index.html": ("目录", "Contents"),
    "units.html": ("按单位类型", "By kind of unit"),
    "sheets.html": ("计分表", "Scoring sheets"),
    "bearers.html": ("按承担者", "By bearer"),
    "facts.html": ("按事实", "By fact"),
    "deadlines.html": ("按期限", "By deadline"),
    "kinds.html": ("按类别", "By kind"),
    "parameters.html": ("未定参数", "Parameters left open"),
    "questions.html": ("未定问题", "Open questions"),
    "tensions.html": ("条款冲突", "Tensions between clauses"),
    "registers.html": ("数据来源", "Registers"),
    "search.html": ("搜索", "Search"),
}
"""The pages other than those of clauses, in the order of the bar at the top."""

LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
LANGUAGES_SAID = {"zh": ("中文", "Chinese"), "en": ("英文", "English")}
MEASURES = ("指标", "Measures")
MORE_TOLD = ("其余说明只有{}", "The rest is told in {} only")
SEARCH: Mapping[str, tuple[str, str]] = {
    "search": ("搜索", "Search"),
    "bar": ("目录和索引", "Contents and indexes"),
    "skip": ("跳到正文", "Skip to the page"),
    "to side": ("本文件各条 ↓", "Clauses of this document ↓"),
    "side": ("本文件各条", "Clauses of this document"),
    "none": ("没有找到", "nothing found"),
    "more": ("条结果，只列出前 50 条", "results; the first 50 are shown"),
    "found": ("条结果", "results"),
    "script": (
        "搜索需要浏览器运行脚本；其他各页不需要。",
        "The search needs scripts in the browser; no other page does.",
    ),
}
"""The frame of the pages, and the search."""

ENTRIES: Mapping[str, tuple[str, str]] = {
    "clause": ("条款", "clause"),
    "rule": ("规则", "rule"),
    "list": ("清单", "list"),
    "fact": ("事实", "fact"),
    "role": ("承担者", "bearer"),
    "parameter": ("参数", "parameter"),
    "unit": ("单位类型", "kind of unit"),
    "sheet": ("计分表", "scoring sheet"),
}
"""What can be found."""

SHEETS: Mapping[str, tuple[str, str]] = {
    "for": ("适用对象", "for"),
    "plan": ("计分依据", "its plan"),
    "year": ("年度", "year"),
    "points": ("各项满分合计", "points of its items"),
}
"""A scoring sheet on its page."""

TRUTHS: Mapping[str, tuple[str, str]] = {"true": ("是", "yes"), "false": ("否", "no")}
UNITS: Mapping[str, tuple[str, str]] = {
    "counts": (
        "括号内：确定适用的规则数 + 取决于单位自身情况的规则数",
        "in brackets: the rules that it surely has + those that hang on what the unit is",
    ),
    "duties": ("本类单位的义务", "Your duties"),
    "dates": ("期限", "Your dates"),
    "facts": ("须掌握的事实", "Your facts"),
    "sheets": ("计分表", "Scoring sheets"),
    "others": ("权力、许可和原则", "Powers, permissions, principles"),
    "depends": ("取决于单位自身情况的规则", "What hangs on the unit itself"),
    "depends on": (
        "下列事实查明之前，这些规则是否适用于本单位尚不能确定。",
        "Whether these rules concern the unit is open until the facts above them are told.",
    ),
    "parameters": ("未定参数", "parameters left open"),
}
"""The page of a kind of unit."""

FIELDS: Mapping[str, tuple[str, str]] = {
    "kind": ("类别", "kind"),
    "bearer": ("承担者", "bearer"),
    "about": ("所涉单位", "about"),
    "addressee": ("相对方", "addressee"),
    "applies to": ("适用单位", "speaks to units where"),
    "time": ("时间", "time"),
    "period": ("期间", "period"),
    "due": ("期限", "due day"),
    "force": ("限定用语", "force"),
    "for each": ("逐项", "for each"),
    "applies": ("适用条件", "applies where"),
    "requires": ("要求（FEEL）", "requires (FEEL)"),
    "limb": ("分项", "limb"),
    "version": ("版本", "version"),
    "new words": ("新文字", "words from then on"),
    "doubt": ("存疑", "in doubt"),
    "words": ("要求（文字表述）", "requires, in plain words"),
    "grading": ("评定", "grading"),
    "degree": ("程度", "degree"),
    "defines": ("所定数值", "numbers it defines"),
    "parameters": ("参数", "parameters"),
    "facts": ("所据事实", "facts read"),
    "examples": ("示例", "examples"),
    "related": ("相关规则", "related rules"),
    "tensions": ("相冲突的规则", "rules in tension"),
}
TOLD: Mapping[str, tuple[str, str]] = {
    "open": ("未定", "open"),
    "mark": ("编号", "number"),
    "text": ("原文", "The text"),
    "rules": ("规则", "Rules"),
    "inner": ("本条所含", "inside this clause"),
    "year": ("自然年度", "calendar year"),
    "from": ("起", "from"),
    "period open": ("原文未定期间", "the words give no period"),
    "due open": ("原文未定期限", "the words give no day"),
    "period ends": ("期间末日", "the last day of its period"),
    "period starts": ("期间首日", "the first day of its period"),
    "no due": ("无期限", "no due day"),
    "the due day": ("期限", "the due day"),
    "inherited": ("依", "by"),
    "unless excepted": ("原则上；记录例外的除外", "in principle: unless an exception is recorded"),
    "softened": ("可记录例外", "an exception may be recorded"),
    "no condition": ("不设条件，无可违反", "no condition: nothing to break"),
    "read by none": ("没有规则以此为据", "read by no rule"),
    "left to people": ("由人工处理：不产生数值", "left to people: no number follows"),
    "sheets": ("计分表", "scoring sheets"),
    "used by none": ("没有规则使用（计分表可能使用）", "used by no rule (scoring sheets may use it)"),
    "each rule": ("每条规则各有其值", "each rule has a value of its own"),
    "as bearer": ("作为承担者", "as bearer"),
    "as about": ("作为所涉单位", "as the unit concerned"),
    "as addressee": ("作为相对方", "as addressee"),
    "person": ("个人或者集体，不单独建档", "a person or body without a file of its own"),
    "when": ("条件", "where"),
    "kept by": ("保管者", "kept by"),
    "derived": ("计算得出", "computed"),
    "reported": ("公布数", "published figure"),
    "whole list": ("清单本身", "the list itself"),
    "as of": ("评估日", "as of"),
    "for year": ("年度", "year"),
    "for no year": ("不限年度", "asked for no year"),
    "set": ("参数取值", "parameters set"),
    "given": ("已知", "given"),
    "reads outcome": ("以其认定为据", "its outcome is read here"),
    "outcome read by": ("其认定以本条的认定为据", "reads the outcome of this rule"),
    "in force": ("施行", "in force from"),
    "default due": ("默认期限依", "default due day by"),
    "documents": ("文件和条款", "Documents and clauses"),
    "how to read": ("怎样阅读", "How to read this"),
    "grading fact": ("评定人的评定", "an assessor's grading"),
    "no rule": ("没有规则", "no rule"),
    "no tension": ("没有记录条款之间的冲突", "no tension between clauses is recorded"),
    "tensions are": (
        "每一对规则列一次：左右各是一条规则，以及它所说的与另一条不能相容之处。相冲突不等于其中一条不适用：两条都照常判断。",
        (
            "Each pair stands once, each rule with what it says that the other does not bear. A tension "
            "lifts neither rule: both are judged as they stand."
        ),
    ),
}
GUIDE: tuple[tuple[str, str], ...] = (
    (
        "原文是依据；标题和说明只供参考。",
        "The words of the text are the authority; titles and glosses only help to read it.",
    ),
    (
        "每条一页：原文中有底色的文字是一条规则，角标通向下面的规则，规则的“原文”通回。",
        (
            "One page per clause: words on a coloured ground are a rule's; the raised number leads to the "
            "rule below, and the rule leads back to its words."
        ),
    ),
    (
        "条件写成 FEEL 表达式，旁附文字表述；文字表述由条件自动生成。",
        "A condition is written in FEEL, with plain words generated from it.",
    ),
    (
        "标有“未定”的参数，原文没有给出数值；没有人定值之前，有关认定为“待查明”。",
        (
            "A parameter marked “open” has no value in the text; until somebody sets one, what hangs on it "
            "stays unknown."
        ),
    ),
    (
        "示例是这条规则必须如此判定的情形，每次测试都会重新运行。",
        "Examples are cases that the rule must decide as told; every run of the tests decides them again.",
    ),
)
