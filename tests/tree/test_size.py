"""A module is read in one sitting: none has more than 400 lines."""

from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "policy_rules"
MOST = 400


def test_no_module_is_longer() -> None:
    lengths = {
        str(p.relative_to(SOURCE)): len(p.read_text("utf-8").splitlines()) for p in SOURCE.rglob("*.py")
    }
    assert len(lengths) > 300
    assert {name: n for name, n in lengths.items() if n > MOST} == {}
