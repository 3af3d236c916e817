"""The fixed words of reports, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy_rules.results.assessed import Assessed
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.periods import CALENDAR_YEAR
from policy_rules.wording import Language

PHRASES: Mapping[str, tuple[str, str]] = {
    "illustrative": (
        "参数为示例：法律文本未定的参数由示例值代入，本结果不具效力",
        "illustrative parameters: values that the text leaves open were filled in to try things out; this decides nothing",
    ),
    "constructed": ("虚构单位：并非真实的地方或单位", "constructed unit: this is no real place or body"),
    "as of": ("评估日", "as of"),
    "year": ("年度", "year"),
    "rules": ("项规则", "rules"),
    "of other years": ("个事项属于其他年度，未列入", "instances that count in other years left out"),
    "carried over": ("结转", "Carried over"),
    "carried over means": (
        "年末（或评估日）尚未了结，计入其他年度",
        "open at the end of the year (or on the day), counted in another",
    ),
    "due unknown": ("期限未定", "due day not known"),
    "maybe carried over": ("是否结转未定", "open whether it is"),
    "clauses": ("个条款", "clauses"),
    "rules by clause": ("逐条结果", "Rules by clause"),
    "ledger": ("计分明细", "Ledger"),
    "hatched": ("实色为确定部分，斜线为尚未确定的部分", "solid: certain; hatched: not yet certain"),
    "due soonest": ("即将到期", "Due soonest"),
    "more told by": (
        "全部: --full    某项规则的理由: policy-rules explain    失分明细: policy-rules score",
        "all of it: --full    why a rule came out so: policy-rules explain    each point lost: policy-rules score",
    ),
    "settled": ("已有结论", "Settled"),
    "unknown": ("待查明", "Not known"),
    "not applicable": ("不适用", "Not applicable"),
    "nothing given": ("项尚无任何事实", "rules on which no fact is given yet"),
    "see full": ("--full 逐项列出", "--full tells each"),
    "awaits grading": ("等待评定", "await an assessor's grading"),
    "awaits parameter": ("等待参数确定", "await a parameter that the text leaves open"),
    "awaits facts": ("等待事实", "await facts"),
    "next": ("下一步查明", "What to find out next"),
    "settles": ("可定", "settles"),
    "helps": ("有助于", "helps with"),
    "from": ("见于", "from"),
    "missing": ("缺少", "missing"),
    "needs": ("文本未定", "left open by the text"),
    "by decision": ("按{document}口径（{by}）", "read as decided in {document} ({by})"),
    "invented": ("示例口径，不具效力", "invented, to try the rules out"),
    "sources differ": ("来源不一", "Sources differ"),
    "says": ("称", "says"),
    "someone": ("未注明来源者", "someone not named"),
    "set aside": ("未采", "set aside"),
    "taken": ("取值", "taken"),
    "by precedence": ("按来源先后次序", "by the order of the sources"),
    "either could be": ("次序未定，任一均有可能", "none goes before the others: any of them could be"),
    "is listed": ("已列入", "it is there"),
    "is not listed": ("清单齐全而未列入", "it is not there, and the list is whole"),
    "is perhaps listed": ("有无未定，清单不再视为齐全", "perhaps there; the list is not taken as whole"),
    "after the year began": ("公布，晚于年度开始", "published, after the year had begun"),
    "doubt": ("存疑", "in doubt"),
    "due": ("期限", "due"),
    "from to": ("{}至{}", "{} to {}"),
    "degree": ("程度：{}", "degree: {}"),
    "degree one of": ("程度可能为：{}", "degree may be: {}"),
    "no degree": ("均未达到", "none of them"),
    "or": ("、", ", "),
    "days left": ("天后到期", "days left"),
    "days overdue": ("天逾期", "days overdue"),
    "asked": ("列入本年度指标", "asked in the year"),
    "not_asked": ("本年度未列入指标", "not asked in the year"),
    "not_known": ("是否列入本年度指标未知", "not known whether asked in the year"),
    "short": ("差", "short"),
    "of": ("/", "of"),
    "source": ("来源", "source"),
    "may be": ("可能为", "may be"),
    "instances": ("逐项", "instances"),
    "organs": ("各机关", "organs"),
    "organs of the place": ("地方各机关", "organs of the place"),
    "organs drawn": ("年抽查的机关", ": the organs drawn"),
    "facts of": ("未提供事实的机关", "facts of the organ "),
    "by its own gradings": ("按本机关评定：", "by its own gradings:"),
    "by the place's gradings": ("按地方评定：", "by the place's gradings:"),
    "score": ("得分", "Score"),
    "grade": ("等次", "Grade"),
    "points": ("分", "points"),
    "rules read": ("所读规则", "rules read"),
    "effects": ("分值影响", "score effects"),
    "undetermined": ("无法确定", "undetermined"),
    "consequences": ("后果", "Consequences"),
    "certain": ("确定发生", "certain"),
    "possible": ("可能发生", "possible"),
    "excluded": ("已排除", "excluded"),
    "undefined": ("无法计算（如 0/0）", "undefined (such as 0/0)"),
    "first version": ("最初文本", "as first made"),
    "version from": ("自{day}起", "from {day}"),
    "ended": ("终止", "ended"),
    "not yet in force": ("尚未施行", "not yet in force"),
    "no other law": ("两日所适用的规定相同", "the same law holds for both days"),
    "suspended": ("暂停施行", "suspended"),
    "superseded": ("被取代", "superseded"),
    "not in force": ("当日没有施行的文本", "nothing is in force on the day that counts"),
    "none in force": ("没有施行期间内应查的记录", "none to check of a day on which it is in force"),
    "none to check": ("没有需检查的对象", "none to check"),
    "not this unit": ("本单位不承担", "not this unit's"),
    "nothing to break": ("无可违反", "nothing to break"),
    "because": ("理由", "because"),
    "facts": ("所据事实", "facts used"),
    "not given": ("未提供", "not given"),
    "no sheet": ("没有适用的计分表，未计分", "no scoring sheet applies: no score"),
    "notes": ("说明", "Notes"),
    "others may follow": ("原文以“等”结尾，可能还有其他事项", "the words end in 等: others may follow"),
    "conflict": ("数据互相矛盾", "data that contradict each other"),
    "maybe no amount": ("可能无法计算", "possibly no amount"),
    "no amount": ("无法计算", "no amount"),
    "items": ("逐项", "Items"),
    "lost items": ("失分项", "Items that lost points"),
    "nothing lost": ("未失分", "nothing lost"),
    "item does not apply": ("不适用，不计入应得分", "not applicable, out of points got and points possible"),
    "item may apply": ("是否适用未定", "open whether it applies"),
    "item applies where": ("适用条件", "applies where"),
    "steps": ("计算步骤", "Steps"),
    "points possible": ("满分", "possible"),
    "points got": ("得", "got"),
    "points lost": ("失", "lost"),
    "component": ("部分", "component"),
    "content": ("内容", "content"),
    "arrangement": ("年度安排", "arrangement of the year"),
    "method": ("方法", "method"),
    "carries": ("所列规则", "asks for the rules"),
    "informs": ("仅供参考", "for reference only"),
    "assessor": ("评分主体", "assessed by"),
    "assesses and is assessed": ("评分者亦为考核对象", "who gave it is assessed too"),
    "stood back": ("已回避", "has stood back"),
    "provisional": ("暂定：尚未作出复核决定的异议", "provisional: objections not decided"),
    "before approval": ("审定前", "before approval"),
    "after approval": ("审定后", "after approval"),
    "records": ("记录", "records"),
    "parameters": ("参数", "parameters"),
    "rests on": ("依据", "rests on"),
    "entry": ("评分", "entry"),
    "exception": ("例外", "exception"),
    "may be lifted": (
        "原文用“{}”：记录在案的例外可以免除。写入 exceptions: [{}]",
        "softened by “{}”: an exception on record lifts it. Write exceptions: [{}]",
    ),
    "scorer": ("评分人", "by"),
    "by": ("由", "by"),
    "on": ("日期", "on"),
    "evidence": ("证据", "evidence"),
    "approved by": ("批准人", "approved by"),
    "from day": ("自", "from"),
    "until": ("至", "until"),
    "no expiry": ("未定期限", "no day of expiry"),
    "answers": ("针对", "answers"),
    "clause": ("条款", "clause"),
    "nothing missing": ("没有缺少的事实", "no fact is missing"),
    "what is missing": ("缺少的事实", "Missing facts"),
    "what is open": ("文本未定的事项", "What the text leaves open"),
    "touches": ("影响", "touches"),
    "told below": ("项，见下", "listed below"),
    "item": ("项目", "item"),
    "step": ("步骤", "step"),
    "before": ("此前", "before"),
    "change": ("变动", "change"),
    "after": ("此后", "after"),
    "why": ("原因", "why"),
    "value": ("值", "value"),
    "ranking": ("排名", "Ranking"),
    "ranked": ("参加排名", "ranked"),
    "results settled": ("结果已定", "results settled"),
    "results open": ("结果未定", "results open"),
    "outcomes by clause": ("各单位逐条结果", "Outcomes by clause and unit"),
    "outcome marks": (
        "✗ 违反的规则数；? 未知的规则数（无违反时）；… 未到期；✓ 全部达标；· 不适用",
        "✗ how many rules are violated; ? how many are not known, where none is violated; … pending; ✓ all satisfied; · not applicable",
    ),
    "graded only": ("只定等次，不排名", "Graded only, not ranked"),
    "without sheet": ("没有适用的计分表", "No scoring sheet applies"),
    "no sheet of the others": ("其他单位的计分表均不适用", "none of the others' sheets is for it"),
    "rank": ("名次", "rank"),
    "unit": ("单位", "unit"),
    "total": ("总分", "total"),
    "units": ("个单位", "units"),
    "others possible": ("项因事实未给出仍有可能", "others possible for want of facts"),
    "open": ("未定", "open"),
    "facts missing": ("项事实缺少", "facts missing"),
    "others open": ("其他单位结果未定", "results of others open"),
    "of the peers": ("须一并计分的其他单位的", "of the other units, to be scored together:"),
    "sheet": ("计分表", "scoring sheet"),
    "maybe unranked": ("可能不排名", "possibly not ranked"),
    "may concern": ("是否涉及本单位尚不能确定", "it is not known whether this concerns the unit"),
    "bound": ("对照", "bound"),
    "difference": ("相差", "difference"),
    "provisional mark": ("暂定", "provisional"),
}
SINGULAR: Mapping[str, str] = {
    "rules": "rule",
    "of other years": "instance that counts in other years left out",
    "clauses": "clause",
    "days left": "day left",
    "days overdue": "day overdue",
    "nothing given": "rule on which no fact is given yet",
    "points": "point",
    "units": "unit",
    "facts missing": "fact missing",
    "others possible": "other possible for want of facts",
}
"""The English of phrases that follow a number, where the number is 1."""
FIELDS: Mapping[str, tuple[str, str]] = {
    "text": ("原文", "text"),
    "governed by": ("统领语", "governed by"),
    "title": ("英文标题", "title"),
    "gloss": ("英文说明", "gloss"),
    "kind": ("类别", "kind"),
    "bearer": ("承担者", "bearer"),
    "about": ("所涉单位", "about"),
    "addressee": ("相对方", "addressee"),
    "applies": ("适用条件", "applies"),
    "for each": ("逐项", "for each"),
    "period": ("期间", "period"),
    "due": ("期限", "due"),
    "requires": ("要求", "requires"),
    "grading": ("评定", "grading"),
    "force": ("语气", "force"),
    "limb": ("分项", "limb"),
    "doubt": ("存疑", "in doubt"),
    "examples": ("示例", "examples"),
    "clause": ("条款", "clause"),
    "rules": ("规则数", "rules"),
}
"""The fields of a rule and of a table of clauses, as notebooks head them."""
RULE_KINDS: Mapping[str, tuple[str, str]] = {
    "duty": ("义务", "duty"),
    "prohibition": ("禁止", "prohibition"),
    "target": ("目标", "target"),
    "permission": ("许可", "permission"),
    "power": ("权力", "power"),
    "constitutive": ("界定", "constitutive rule"),
    "consequence": ("后果", "consequence"),
    "principle": ("原则", "principle"),
}
"""The kinds of rules."""


def phrase(key: str, language: Language) -> str:
    """A fixed phrase in the language."""
    return PHRASES[key][language == "en"]


def year_said(model: RulesetModel, year: int, language: Language) -> str:
    """The year that is assessed, by the name that the ruleset's years bear."""
    kind = model.vocabulary.year
    name = (kind.zh, kind.en)[language == "en"] or kind.name
    return f"{phrase('year', language) if kind == CALENDAR_YEAR else name} {year}"


def counted(number: int, key: str, language: Language) -> str:
    """A number with the phrase that follows it: `3项规则`, `3 rules`, `1 rule`."""
    if language == "zh":
        return f"{number}{phrase(key, language)}"
    return f"{number} {SINGULAR.get(key, phrase(key, language)) if number == 1 else phrase(key, language)}"


def banners(assessment: Assessed, language: Language) -> Iterator[str]:
    """What every output says at its top: illustrative parameters, a constructed unit."""
    if assessment.illustrative:
        yield phrase("illustrative", language)
    if assessment.unit.constructed:
        yield phrase("constructed", language)
