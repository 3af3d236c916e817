"""Results that are shown as a whole page too: one file with nothing in it from elsewhere."""

from __future__ import annotations

from policy_rules.arguments import name_among
from policy_rules.shown import ShownAsText, form_of
from policy_rules.wording import LANGUAGES, Language


class ShownAsPage(ShownAsText):
    """What is a page to hand on besides."""

    __slots__ = ()

    def to_html(self, language: Language = "zh") -> str:
        """It as a whole page to hand on, with nothing in it from elsewhere; raises NoSuchName."""
        return str(form_of(self, "page")(self, language_of_reports(language)))


def language_of_reports(language: str) -> str:
    """A language in which reports are written; raises NoSuchName."""
    return name_among(language, LANGUAGES, "no language of reports")
