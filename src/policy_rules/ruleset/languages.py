"""The languages in which a ruleset is told: those that it declares, or that its words and names are in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from policy_rules.messages import Language
from policy_rules.vocabulary import Attribute, Entity, Measure, Parameter, Role, Vocabulary

_CHINESE, _LATIN = "[\u3400-\u9fff]", "[A-Za-z]+"
"""Compiled when first used: the range is a long one."""


def language_of(text: str) -> Language:
    """The language of most of a text: what is said in English quotes Chinese words.

    >>> language_of("the list of 权责")
    'en'
    """
    return "zh" if len(re.findall(_CHINESE, text)) > len(re.findall(_LATIN, text)) else "en"


def own_text(text: str, language: Language, languages: Sequence[Language]) -> str:
    """A text that its author wrote in one language; nothing for readers of another that the ruleset has."""
    return text if len(languages) < 2 or language_of(text) == language else ""


def meaning(
    of: Attribute | Entity | Measure | Parameter | Role, language: Language, languages: Sequence[Language]
) -> str:
    """What exactly is meant, where that is told in this language."""
    return of.means_in.get(language) or own_text(of.means, language, languages)


def question_of(parameter: Parameter, language: Language) -> str:
    """The open question that a parameter belongs to, in this language where it is told in it."""
    return parameter.question_in.get(language) or parameter.question


def languages_found(sources: Iterable[str], vocabulary: Vocabulary) -> tuple[Language, ...]:
    """That of the sources, and the other where the vocabulary names anything in it."""
    words = "".join(sources)
    main: Language = language_of(words) if words else "en"
    parts = (vocabulary.entities, vocabulary.roles, vocabulary.measures)
    named = [x for part in parts for x in part.values()]
    other: Language = "en" if main == "zh" else "zh"
    return (main, other) if any(x.en if other == "en" else x.zh for x in named) else (main,)
