"""Faults, hints and help in their reader's language: a catalogue by English templates, as gettext has it.

In: a text in English, a language. Out: the text in that language; the English where no template is its own.
"""

from policy_rules.messages.catalogue import DEFAULT, LANGUAGES, Language, in_language, of_environment

__all__ = ["DEFAULT", "LANGUAGES", "Language", "in_language", "of_environment"]
