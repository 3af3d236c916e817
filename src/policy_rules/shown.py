"""How results show themselves: as HTML in notebooks, as plain data for JSON, as text.

Results stand below the reports that show them, and import none. What can be shown is `Shown`; the reports
register its forms with `shows`, all of them, so that none can be forgotten. They are imported when
something is first shown (`when_first_shown`, set once by the package).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

Form = Literal["html", "data", "text", "why", "page", "brief", "pages", "chart", "ruleset"]
Thing = TypeVar("Thing")

_FORMS: dict[type, dict[Form, Callable[..., Any]]] = {}
_BEFORE_SHOWN: list[Callable[[], object]] = []


class Shown:
    """What notebooks and JSON can show."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """It as a piece of HTML for notebooks."""
        return str(form_of(self, "html")(self, *_own_language(self)))

    def to_dict(self) -> dict[str, Any]:
        """It as plain data for JSON; numbers are texts, so that none is rounded."""
        return dict(form_of(self, "data")(self))


class ShownAsText(Shown):
    """What is a text besides."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(form_of(self, "text")(self, *_own_language(self)))


class Chart:
    """A drawing as a piece of HTML: notebooks show it, `html` is it as a text, `title` what it is of."""

    __slots__ = ("html", "title")

    def __init__(self, title: str, html: str) -> None:
        self.title = title
        self.html = html

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"<chart: {self.title}>"


class ShownAsChart(Shown):
    """What can be drawn besides."""

    __slots__ = ()

    def chart(self, kind: str = "", language: str | None = None) -> Chart:
        """A drawing of it as SVG within a piece of HTML, with nothing from elsewhere.

        `kind`: `points` of a score; `points` or `days` (what falls due) of an assessment; `totals`,
        `ranks` or `outcomes` (by clause and unit) of a population; by default the first that there is.
        Without a language it is that of the ruleset. Raises NoSuchName.
        """
        drawn: Chart = form_of(self, "chart")(self, kind, language)
        return drawn


def shows(
    kind: type[Thing],
    *,
    html: Callable[[Thing], str],
    data: Callable[[Thing], dict[str, Any]],
    text: Callable[[Thing], str] | None = None,
    why: Callable[[Thing, Any], list[str]] | None = None,
    page: Callable[[Thing], str] | None = None,
    brief: Callable[[Thing], str] | None = None,
    pages: Callable[[Thing], Mapping[str, str]] | None = None,
    chart: Callable[[Thing, str, str | None], Chart] | None = None,
    ruleset: Callable[[Thing], Any] | None = None,
) -> None:
    """Register how things of a type show themselves.

    `ShownAsText` needs `text`; `why` are its reasons in a language, each a line; `page` is a whole page,
    `brief` a short one, `pages` are several by the names of their files, `chart` draws what is asked for in
    a language.
    `ruleset` gives what has the `languages` of the thing's ruleset, in whose first it shows itself where none
    is asked for; None where nothing is known of one. Without it the forms take no language.
    """
    if (text is not None) != issubclass(kind, ShownAsText) or not issubclass(kind, Shown):
        raise TypeError(f"`{kind.__name__}` is shown in other forms than these")
    given: dict[Form, Callable[..., Any] | None] = {
        "html": html,
        "data": data,
        "text": text,
        "why": why,
        "page": page,
        "brief": brief,
        "pages": pages,
        "chart": chart,
        "ruleset": ruleset,
    }
    _FORMS[kind] = {form: how for form, how in given.items() if how is not None}


def when_first_shown(load: Callable[[], object]) -> None:
    """What registers the forms; it is called before anything is shown, and may do nothing the second time."""
    _BEFORE_SHOWN[:] = [load]


def language_shown(thing: object) -> str:
    """The language in which a thing shows itself where none is asked for: the first of its ruleset.

    Chinese of a thing that knows of no ruleset, such as rows of which there are none.
    """
    ruleset = form_of(thing, "ruleset")(thing)
    return "zh" if ruleset is None else str(ruleset.languages[0])


def _own_language(thing: object) -> tuple[str, ...]:
    return (language_shown(thing),) if "ruleset" in _forms_of(thing) else ()


def form_of(thing: object, form: Form) -> Callable[..., Any]:
    """What shows a thing in a form; raises TypeError where nothing does, KeyError where not in this one."""
    return _forms_of(thing)[form]


def _forms_of(thing: object) -> Mapping[Form, Callable[..., Any]]:
    for load in _BEFORE_SHOWN:
        load()
    for kind in type(thing).__mro__:
        if kind in _FORMS:
            return _FORMS[kind]
    raise TypeError(f"nothing shows `{type(thing).__name__}`: `report.forms` registers no forms of it")
