"""The page on architecture is what imports and docstrings say; each package says what it takes and gives."""

from __future__ import annotations

import importlib.util
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(p.parent for p in (ROOT / "src" / "policy_rules").rglob("__init__.py"))[1:]


@pytest.fixture(scope="module")
def draw():
    spec = importlib.util.spec_from_file_location("draw_architecture", ROOT / "docs/draw_architecture.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_as_drawn(draw):
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert draw.drawn(page) == page, "run `just architecture`"


@pytest.mark.parametrize("path", PACKAGES, ids=lambda p: p.name)
def test_each_package_says_what_comes_in_and_what_goes_out(draw, path):
    assert all(draw.words_of(path))


@pytest.fixture
def little(tmp_path):
    """A tree of four layers: `top` over `left` and `right`, these over `low`, which `top` imports too."""
    told = {
        "pyproject.toml": """
            [[tool.importlinter.contracts]]
            containers = ["policy_rules.top"]
            layers = ["a"]
            [[tool.importlinter.contracts]]
            containers = ["policy_rules"]
            layers = ["__main__", "top", "left | right", "low"]
            """,
        "src/policy_rules/__init__.py": "import policy_rules.low",
        "src/policy_rules/__main__.py": "from policy_rules.top import x",
        "src/policy_rules/top/__init__.py": '"""Top.\n\nIn: a\nb. Out: c, d.\n"""',
        "src/policy_rules/top/inner/__init__.py": '"""Inner, shown\nhere."""',
        "src/policy_rules/top/a.py": """
            from policy_rules import left
            from policy_rules.low import x
            from policy_rules.top import b
            def f():
                from policy_rules.right.deep import y
            """,
        "src/policy_rules/left.py": '"""Left.\n\nMore.\n"""\nfrom policy_rules.low import x',
        "src/policy_rules/right/deep.py": "if TYPE_CHECKING:\n    from policy_rules.low import x",
        "src/policy_rules/right/__init__.py": "",
        "src/policy_rules/low.py": "import json",
    }
    for name, text in told.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), "utf-8")
    return tmp_path


def test_the_picture_has_every_way_and_none_that_follows_from_others(draw, little):
    names = draw.layers(little)
    assert names == ["__main__", "top", "left", "right", "low"]
    assert draw.edges(little)["top"] == {"left", "right", "low"}
    assert list(draw.picture(names[1:], draw.edges(little)))[2:-1] == [
        "    top --> left",
        "    top --> right",
        "    left --> low",
        "    right --> low",
    ]


def test_the_table_has_the_words_of_the_docstrings_packages_inside_among_them(draw, little):
    assert list(draw.table(["top", "left"], little))[2:] == [
        "| `top` | Top | a b | c, d |",
        "| `top.inner` | Inner, shown |  |  |",
        "| `left` | Left |  |  |",
    ]


def test_a_page_without_its_marks_is_no_page(draw, little):
    with pytest.raises(SystemExit, match="0 places for the picture"):
        draw.drawn("# Architecture\n", little)
