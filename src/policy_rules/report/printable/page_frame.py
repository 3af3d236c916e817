"""The frame of a report: its head, its style for light, dark and paper, and the parts that reports share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from policy_rules.report.html_elements import line_of_its_own, tag
from policy_rules.ruleset.model import RulesetModel
from policy_rules.wording import OUTCOMES, Language, in_either


def report_page(
    title: str, language: Language, head: str, parts: Iterable[tuple[str, str, str]], foot: str
) -> str:
    """A whole page: its head, then the parts that hold something, by id and heading, listed at its top."""
    shown = [part for part in parts if part[2]]
    links = "".join(tag("li", tag("a", escape(heading), href=f"#{name}")) for name, heading, _ in shown)
    contents = {"zh": "目录", "en": "Contents"}[language]
    body = "".join(
        tag(
            "section",
            tag("h2", escape(heading), id=f"{name}-heading") + content,
            id=name,
            **{"aria-labelledby": f"{name}-heading"},
        )
        for name, heading, content in shown
    )
    top = (
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{tag('title', escape(title))}\n<style>\n{_style()}</style>"
    )
    inside = (
        tag("header", tag("h1", escape(title)) + head)
        + tag("nav", tag("ul", links), **{"aria-label": contents})
        + tag("main", body)
        + tag("footer", foot, class_="faint")
    )
    html = f"<head>\n{top}\n</head>\n<body>\n{inside}\n</body>"
    return f'<!DOCTYPE html>\n<html lang="{language}">\n{html}\n</html>\n'


def _style() -> str:
    return (Path(__file__).parent / "style.css").read_text("utf-8")


def model_title(model: RulesetModel, language: Language) -> str:
    """What the ruleset is, where it has a title."""
    return line_of_its_own(in_either(model.title, language))


def model_foot(model: RulesetModel) -> str:
    """The ruleset that a report rests on, as it was: name, version, digest."""
    return tag("p", escape(f"{model.name} {model.version} · {model.digest}"))


def outcome_mark(name: str, language: Language) -> str:
    """An outcome as a word in its colour."""
    return tag("span", escape(OUTCOMES[name][language == "zh"]), class_=f"outcome {name}")


def labels(texts: Iterable[str]) -> str:
    """What decides nothing says so at its top."""
    return "".join(tag("p", escape(text), class_="label") for text in texts)


def cards(shown: Iterable[tuple[str, str, str]], links: Mapping[str, str] | None = None) -> str:
    """Figures side by side: a number, what it counts, the colour of its words; `links` by the colour."""
    told = []
    for number, what, colour in shown:
        figure = tag("b", escape(number)) + escape(what)
        link = (links or {}).get(colour)
        told.append(tag("li", tag("a", figure, href=link) if link else figure, class_=colour))
    return tag("ul", "".join(told), class_="cards")


def grid(heads: Iterable[str], rows: Iterable[Iterable[str]], look: str = "grid") -> str:
    """A table whose first cells name their rows, in a frame of its own width; all cells are HTML.

    As a `heat` map its cells are narrow, and none is broken.
    """
    head = "".join(tag("th", name, scope="col") for name in heads)
    body = []
    for first, *rest in rows:
        body.append(tag("tr", tag("th", first, scope="row") + "".join(tag("td", cell) for cell in rest)))
    top = tag("thead", tag("tr", head)) if head else ""
    table = tag("table", top + tag("tbody", "".join(body)))
    return tag("div", table, class_=f"wide {look}", tabindex="0")
