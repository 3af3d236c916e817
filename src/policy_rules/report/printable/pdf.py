"""A page as PDF, printed by a browser of this machine without a window."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from policy_rules.errors import Fault, PolicyRulesError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
"""The names of browsers that can print so."""
_SECONDS = 180


def pdf_of(page: str) -> bytes:
    """The page as it is printed.

    Raises:
        PolicyRulesError: no such browser is found, or it does not print.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    hint = "install Chromium or Chrome; or write `.html` and print it from any browser"
    if browser is None:
        raise PolicyRulesError(Fault("a PDF is printed by a browser, and none is found", hint=hint))
    with TemporaryDirectory() as folder:
        given, made = Path(folder, "page.html"), Path(folder, "page.pdf")
        given.write_text(page, "utf-8")
        line = [browser, "--headless", "--disable-gpu", "--no-pdf-header-footer"]
        line += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", given.as_uri()]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            line.insert(1, "--no-sandbox")  # it refuses to run as root otherwise; the page has no script
        try:
            subprocess.run(line, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603
            return made.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            what = f"`{browser}` did not print the page: {error}"
            raise PolicyRulesError(Fault(what, hint=hint)) from error
