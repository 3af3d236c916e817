"""Reports as files: in the form that the name of the file ends in, or as a folder of pages."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import frozen

from policy_rules.cli.options import as_json, inputs_of, write_bytes, write_text
from policy_rules.documents.write import check_output
from policy_rules.errors import CannotWriteError, Fault, PolicyRulesError
from policy_rules.report.printable.pdf import pdf_of

FILES = (".html", ".pdf", ".json", ".txt")
"""What the names of report files end in."""


@frozen
class Report:
    """What makes a report in each form; `pages` by the names of their files, where it is of several."""

    html: Callable[[], str]
    data: Callable[[], object]
    text: Callable[[], str]
    pages: Callable[[], Mapping[str, str]] | None = None


def tell_report(
    arguments: argparse.Namespace, report: Report, brief: Callable[[], str] | None = None
) -> None:
    """A report as a file where one is asked for, else on the terminal: as JSON, in full, or the brief one."""
    if arguments.output is not None:
        _write(arguments, report)
    elif arguments.json:
        print(as_json(report.data()), end="")
    else:
        print((report.text if brief is None or arguments.full else brief)(), end="")


def check_report(arguments: argparse.Namespace, *, folder: bool = False) -> None:
    """See before the work that the report asked for by `-o` can be one; `folder`: it may be one of pages.

    Raises:
        PolicyRulesError: there is no such form, or the file would touch what is read.
    """
    if arguments.output is None:
        return
    path = Path(arguments.output)
    if not (folder and _is_folder(arguments.output)) and path.suffix not in FILES:
        also = "; or a folder, by a `/` at the end, for a page of each unit" if folder else ""
        hint = f"name a file that ends in {', '.join(FILES)}{also}"
        raise PolicyRulesError(Fault(f"no report is written as `{path.suffix or path.name}`", hint=hint))
    check_output(path, inputs_of(arguments))


def _is_folder(name: str) -> bool:
    return name.endswith(("/", os.sep)) or Path(name).is_dir()


def _write(arguments: argparse.Namespace, report: Report) -> None:
    path, inputs = Path(arguments.output), inputs_of(arguments)
    if report.pages is not None and _is_folder(arguments.output):
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = f"cannot write into `{path}`: {error.strerror}"
            raise CannotWriteError(Fault(what, hint="name a folder that may be written")) from error
        for name, page in report.pages().items():
            write_text(path / name, page, inputs)
    elif path.suffix == ".pdf":
        write_bytes(path, pdf_of(report.html()), inputs)
    else:
        made = {".html": report.html, ".json": lambda: as_json(report.data()), ".txt": report.text}
        write_text(path, made[path.suffix](), inputs)
