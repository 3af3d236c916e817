"""Reports as files: in the form that the name of the file ends in, or as a folder of pages."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from policy_rules.attributes import frozen
from policy_rules.cli.options import as_json, folder_written, inputs_of, write_bytes, write_text
from policy_rules.cli.output import say_written
from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.whole_files import check_output

FILES = (".html", ".pdf", ".json", ".txt")
"""What the names of report files end in."""
_BRIEF = (".html", ".pdf")
TABLES = (".csv", ".xlsx")
"""And of those that are tables."""
FINDINGS = {"sarif": ".sarif", "junit": ".xml"}
"""And of those that other programs take for findings, by the names of their forms."""


@frozen
class Report:
    """What makes a report in each form.

    `pages` by the names of their files, where it is of several; `more` by what the name of a file ends in.
    """

    html: Callable[[], str]
    data: Callable[[], object]
    text: Callable[[], str]
    pages: Callable[[], Mapping[str, str]] | None = None
    more: Mapping[str, Callable[[], str | bytes]] = {}
    brief: Callable[[], str] | None = None
    """The page in brief, where there is one: `--brief`."""


def tell_report(
    arguments: argparse.Namespace, report: Report, brief: Callable[[], str] | None = None
) -> None:
    """A report as a file where one is asked for, else on the terminal: as JSON, in full, or the brief one."""
    form = getattr(arguments, "format", None)
    if arguments.output is not None:
        _write(arguments, report)
    elif form in (*FINDINGS, "csv"):
        print(report.more[FINDINGS.get(form, f".{form}")](), end="")
    elif arguments.json or form == "json":
        print(as_json(report.data()), end="")
    else:
        print((report.text if brief is None or arguments.full else brief)(), end="")


def check_report(arguments: argparse.Namespace, more: Iterable[str] = (), *, folder: bool = False) -> None:
    """See before the work that the report asked for by `-o` can be one.

    `more` are further forms, by what the name of the file ends in; `folder`: it may be one of pages.

    Raises:
        PolicyRulesError: no such form, two forms, or a file that would touch what is read.
    """
    if getattr(arguments, "format", None) and (arguments.output is not None or arguments.json):
        hint = "a file has the form that its name ends in; `--json` is `--format json`"
        raise PolicyRulesError(Fault("`--format` is given beside `-o` or `--json`", hint=hint))
    if getattr(arguments, "brief", False) and Path(arguments.output or "").suffix not in _BRIEF:
        hint = "write `-o report.html --brief` or `.pdf`; on the terminal the screen is brief"
        raise PolicyRulesError(Fault("`--brief` goes with a page", hint=hint))
    if arguments.output is None:
        return
    path, files = Path(arguments.output), (*FILES, *more)
    if not (folder and _is_folder(arguments.output)) and path.suffix not in files:
        also = "; or a folder, by a `/` at the end, for a page of each unit" if folder else ""
        hint = f"name a file that ends in {', '.join(files)}{also}"
        raise PolicyRulesError(Fault(f"no report is written as `{path.suffix or path.name}`", hint=hint))
    check_output(path, inputs_of(arguments))


def _is_folder(name: str) -> bool:
    return name.endswith(("/", os.sep)) or Path(name).is_dir()


def _write(arguments: argparse.Namespace, report: Report) -> None:
    path, inputs = Path(arguments.output), inputs_of(arguments)
    if report.pages is not None and _is_folder(arguments.output):
        with folder_written(path):
            path.mkdir(parents=True, exist_ok=True)
        written = report.pages()
        for name, page in written.items():
            write_text(path / name, page, inputs)
        size = sum((path / name).stat().st_size for name in written)
        say_written(f"{path}/ ({len(written)})", size, quiet=arguments.quiet)
        return
    html = report.brief if report.brief is not None and getattr(arguments, "brief", False) else report.html
    if path.suffix == ".pdf":
        from policy_rules.report.printable.pdf import pdf_of

        write_bytes(path, pdf_of(html()), inputs)
    elif path.suffix == ".csv":
        told = str(report.more[".csv"]())
        write_bytes(path, told.replace("\n", "\r\n").encode("utf-8-sig"), inputs)  # Excel asks for both
    elif path.suffix in report.more:
        made = report.more[path.suffix]()
        write_bytes(path, made if isinstance(made, bytes) else made.encode(), inputs)
    else:
        forms = {".html": html, ".json": lambda: as_json(report.data()), ".txt": report.text}
        write_text(path, forms[path.suffix](), inputs)
    say_written(str(path), path.stat().st_size, quiet=arguments.quiet)
