"""The language in which a command tells its faults and its help, and the help of argparse in it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NoReturn

from policy_rules.errors import visible
from policy_rules.messages import DEFAULT, LANGUAGES, Language, in_language, of_environment
from policy_rules.version import __version__

_OPTION = "--lang"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def asked_language(argv: Sequence[str]) -> Any:
    """The language of faults and help: that of `--lang`, of the environment, of the locale, else English."""
    for word, following in zip(argv, [*argv, ""][1:], strict=True):
        named = following if word == _OPTION else word.removeprefix(f"{_OPTION}=")
        if word.startswith(_OPTION) and named in LANGUAGES:
            return named
    return of_environment() or _of_locale()


def language_of_faults(arguments: argparse.Namespace) -> Language:
    """The language in which a command tells what is of no ruleset: that of its faults."""
    language: Language = getattr(arguments, "lang", None) or asked_language(())
    return language


def _of_locale() -> str:
    named = next(filter(None, map(os.environ.get, _LOCALE)), "")
    return "zh" if named.startswith("zh") else DEFAULT


def with_version(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser, which tells the version of the library too."""
    version = f"policy-rules {__version__}"
    made.add_argument("--version", action="version", version=version, help="show the version and exit")
    return made


def add_language(
    parser: argparse.ArgumentParser, told: str = "language of the report (the ruleset's)"
) -> None:
    """The option that names the language; without it and the environment it is None: the ruleset's."""
    parser.add_argument(_OPTION, choices=LANGUAGES, default=of_environment(), help=told)


class Parser(argparse.ArgumentParser):
    """A parser in one language, that shows what steers a terminal and does not send it."""

    def __init__(self, *, language: str = DEFAULT, **more: Any) -> None:
        self.language = language
        self._mixing = False
        super().__init__(formatter_class=partial(_Formatter, language=language), **more)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """The words of a command, of which files may stand before, between and behind options."""
        of_command = self._subparsers is None and args is not None and "--" not in args
        if self._mixing or not of_command:
            return super().parse_known_args(args, namespace)
        usage = self.format_usage().removeprefix(in_language("usage: ", self.language))
        self.usage, self._mixing = usage.replace("%", "%%"), True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.usage, self._mixing = None, False

    def error(self, message: str) -> NoReturn:
        """Tell a slip, and end with 2."""
        if self.language == DEFAULT:
            super().error(visible(message))
        self.print_usage(sys.stderr)
        told = f"{in_language('error', self.language)}: {in_language(message, self.language)}"
        self.exit(2, visible(f"{self.prog}: {told}\n"))


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Tells help in a language."""

    def __init__(self, prog: str, *, language: str = DEFAULT, **more: Any) -> None:
        self._language = language
        super().__init__(prog, **more)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """The usage, with its word in the language."""
        own = in_language("usage: ", self._language) if prefix is None else prefix
        super().add_usage(usage, actions, groups, own)

    def start_section(self, heading: str | None) -> None:
        """A section under its heading."""
        super().start_section(in_language(heading or "", self._language) or None)

    def add_text(self, text: str | None) -> None:
        """A paragraph."""
        super().add_text(in_language(text or "", self._language) or None)

    def _expand_help(self, action: argparse.Action) -> str:
        return in_language(super()._expand_help(action), self._language)
