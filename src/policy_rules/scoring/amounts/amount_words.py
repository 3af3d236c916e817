"""Every word of amounts, in the order in which authors are told of them; each stands in its kind's file."""

from __future__ import annotations

from policy_rules.scoring.amounts.cases import CASES
from policy_rules.scoring.amounts.combined import BEST, ENDINGS, LEAST, LIMIT, MEAN, SUM
from policy_rules.scoring.amounts.component_shares import POSSIBLE_OF, SHARE_OF
from policy_rules.scoring.amounts.constants_and_names import READ, read_text
from policy_rules.scoring.amounts.curves import EACH, ROUND
from policy_rules.scoring.amounts.entered import GIVEN
from policy_rules.scoring.amounts.over_records import FOR
from policy_rules.scoring.amounts.peers import PEERS
from policy_rules.scoring.amounts.quotient import RATIO
from policy_rules.scoring.amounts.reader import Language
from policy_rules.scoring.amounts.tables import TABLE
from policy_rules.scoring.amounts.tiers import TIERS

_WORDS = (
    *(READ, GIVEN, EACH, TABLE, TIERS, ROUND, RATIO, CASES, FOR),
    *(SUM, BEST, LEAST, MEAN, LIMIT, SHARE_OF, POSSIBLE_OF, PEERS),
)
LANGUAGE = Language(read_text, {word.name: word for word in _WORDS}, {word.name: word for word in ENDINGS})
"""All that an amount may be written with."""
TAILS = tuple(LANGUAGE.endings)
"""What any amount may end with, in the order in which it applies."""
