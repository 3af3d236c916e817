"""The fixed words of an office's documents: headings, heads of columns, remarks; English, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from policy_rules.wording import Language

_HEADINGS: Mapping[str, tuple[str, str]] = {
    "words": ("what the words say", "条文"),
    "findings": ("what was found", "认定"),
    "due": ("what is due", "到期事项"),
    "facts": ("on file", "在案事实"),
    "records": ("on file", "在案记录"),
    "corrections": ("corrections", "更正与复核"),
    "roster": ("roster", "名册"),
    "successions": ("successions", "单位承继"),
    "indicators": ("indicators", "指标"),
    "registers": ("what registers give", "现有登记资料"),
    "arrears": ("not yet entered", "尚未评定"),
    "sample": ("sample", "抽样"),
    "ranking": ("ranking", "排名"),
    "result": ("result", "结果"),
    "items": ("points by item", "各项得分"),
    "consequences": ("what follows", "结果运用"),
    "digests": ("digests", "摘要值"),
    "documents": ("documents", "文书"),
}
_COLUMNS: Mapping[str, tuple[str, str]] = {
    "unit": ("unit", "单位"),
    "name": ("name", "名称"),
    "on_roster": ("on the roster", "列入名册"),
    "sheet": ("sheet", "计分表"),
    "organ_of": ("organ of", "所属地方"),
    "before": ("before this", "原单位"),
    "kind": ("kind", "种类"),
    "day": ("day", "日期"),
    "carries": ("carries over", "承继内容"),
    "by": ("by", "经办"),
    "source": ("source", "来源"),
    "record": ("record", "记录"),
    "fact": ("fact", "事实"),
    "value": ("value", "内容"),
    "rule": ("rule", "规则"),
    "words": ("words", "条文"),
    "outcome": ("outcome", "认定"),
    "instance": ("instance", "事项"),
    "due": ("due", "期限"),
    "days": ("days left", "剩余天数"),
    "missing": ("missing", "缺少"),
    "needs": ("left open by the text", "文本未定"),
    "bearer": ("who must act", "责任主体"),
    "item": ("item", "项目"),
    "points": ("points", "分值"),
    "content": ("content", "内容"),
    "method": ("method", "方式"),
    "assessor": ("assessor", "考核主体"),
    "registers": ("registers", "登记资料"),
    "arrangement": ("arrangement", "年度安排"),
    "register": ("register", "登记资料"),
    "kept_by": ("kept by", "保管单位"),
    "lists": ("facts read from it", "提供的事实"),
    "on_file_of": ("units with something on file", "已有资料的单位"),
    "nothing_of": ("units with nothing on file", "尚无资料的单位"),
    "entry": ("entry", "评分项"),
    "bounds": ("bounds", "范围"),
    "place": ("place", "次序"),
    "digest": ("SHA-256", "SHA-256"),
    "drawn": ("drawn", "抽中"),
    "list": ("list", "榜单"),
    "rank": ("rank", "排名"),
    "total": ("total", "总分"),
    "grade": ("grade", "等次"),
    "open": ("open", "未定"),
    "possible": ("possible", "满分"),
    "got": ("got", "得分"),
    "lost": ("lost", "失分"),
    "why": ("why", "原因"),
    "status": ("status", "状态"),
    "addressee": ("addressee", "送达"),
    "carried_out": ("carried out", "办理"),
    "role": ("role", "身份"),
    "about": ("about", "所答"),
    "gives": ("gives", "内容"),
    "reason": ("reason", "理由"),
    "evidence": ("evidence", "依据"),
    "state": ("state", "状态"),
    "what": ("what", "对象"),
    "document": ("document", "文书"),
    "letters": ("letters", "份数"),
}
_REMARKS: Mapping[str, tuple[str, str]] = {
    "nobody": ("nobody is concerned, as far as facts tell", "据在案事实，无涉及单位"),
    "not it": ("this unit is not concerned, as far as facts tell", "据在案事实，不涉及该单位"),
    "no office": ("no unit of the facts is surely the office", "事实中无确定的办公室"),
    "none on file": ("none on file", "无记录"),
    "certain": ("it follows", "确定适用"),
    "possible": ("it may follow: not to be sent yet", "可能适用：暂不制发"),
    "sealed": ("sealed as of", "封存日"),
    "stands": ("the snapshot stands", "与封存一致"),
    "stands not": ("the snapshot does not stand", "与封存不一致"),
    "other part": ("another than was sealed", "与封存时不同"),
    "other file": ("a file that has changed, or is gone", "文件已变动或者不存在"),
    "other result": ("its result is another", "结果有变动"),
    "added": ("came later", "后增"),
    "changed": ("was changed", "已变更"),
    "removed": ("is there no more", "已删去"),
    "apart": ("a step of the procedure", "程序事项"),
    "let in": ("let in by the decision", "经决定准予补充"),
    "ruleset": ("ruleset", "规则集"),
    "sheet": ("sheet", "计分表"),
    "calendar": ("calendar", "工作日历"),
    "parameters": ("parameters", "参数"),
    "file": ("file", "文件"),
    "facts": ("facts", "事实"),
    "undecided": ("NO DECISION LETS IT IN", "无准予补充的决定"),
}


def remark_words(key: str, language: Language) -> str:
    """What is said beside what stands in a part."""
    return _REMARKS[key][language == "zh"]


def heading(show: str, language: Language) -> str:
    """The heading of a part that has none of its own."""
    return _HEADINGS[show][language == "zh"]


def column_words(key: str, language: Language) -> str:
    """The head of a column."""
    return _COLUMNS.get(key, (key, key))[language == "zh"]
