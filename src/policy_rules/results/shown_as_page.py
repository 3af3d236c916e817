"""Results that are shown as a whole page too: one file with nothing in it from elsewhere."""

from __future__ import annotations

from policy_rules.arguments import name_among
from policy_rules.shown import ShownAsText, form_of, language_shown
from policy_rules.wording import LANGUAGES, Language


class ShownAsPage(ShownAsText):
    """What is a page to hand on besides."""

    __slots__ = ()

    def to_html(self, language: Language | None = None) -> str:
        """It as a whole page to hand on, with nothing in it from elsewhere.

        Without `language` it is in the first of the ruleset's. Raises NoSuchName.
        """
        return str(form_of(self, "page")(self, language_of_reports(self, language)))


def language_of_reports(thing: object, language: str | None) -> str:
    """The language in which a thing is told; raises NoSuchName."""
    asked = language_shown(thing) if language is None else language
    return name_among(asked, LANGUAGES, "no language of reports")
