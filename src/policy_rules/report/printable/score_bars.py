"""The points of one unit as bars: from the points possible down every item that took some, or may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from policy_rules.report.phrases import phrase
from policy_rules.report.printable.charts import Bar
from policy_rules.report.score_account import ItemAccount, outer_items_of, title_of
from policy_rules.report.score_words import bare, points
from policy_rules.scoring.ledger import Score
from policy_rules.values.known import INF
from policy_rules.wording import Language

_NONE = (Fraction(0), Fraction(0))


def _nowhere(item: str) -> str:
    return ""


def score_bars(score: Score, language: Language, link: Callable[[str], str] = _nowhere) -> list[Bar]:
    """The bars; none where no item has points. `link`: where an item, or the total (""), is told of."""
    outer = [i for i in outer_items_of(score) if i.got is not None]
    whole = sum((i.possible for i in outer), Fraction(0))
    return [*_bars(score, outer, whole, language, link)] if whole > 0 else []


def _bars(
    score: Score, outer: list[ItemAccount], whole: Fraction, language: Language, link: Callable[[str], str]
) -> Iterator[Bar]:
    possible = phrase("points possible", language)
    yield Bar(possible, bare((whole, whole)), (Fraction(0), whole), _NONE, "satisfied")
    left = whole
    for account in outer:
        lost = account.lost
        if not any(lost) or any(abs(end) == INF for end in lost):
            continue
        sure, may = Fraction(lost[0]), Fraction(lost[1])
        yield _step_down(account, left, sure, may, language, link(account.item.id))
        left -= sure
    if INF not in (abs(score.lo), abs(score.hi)):
        low, high = Fraction(score.lo), Fraction(score.hi)
        total = points(score.lo, score.hi, language)
        yield Bar(phrase("total", language), total, (Fraction(0), low), (low, high), "satisfied", link(""))


def _step_down(
    account: ItemAccount, left: Fraction, sure: Fraction, may: Fraction, language: Language, link: str
) -> Bar:
    """What an item takes of the points that are left: what is surely lost, and below it what may be."""
    told = bare(tuple(-end for end in account.lost))  # type: ignore[arg-type]
    name, to = title_of(account.item, language), left - sure
    return Bar(name, told, (to, left), (to - (may - sure), to), "violated", link)
