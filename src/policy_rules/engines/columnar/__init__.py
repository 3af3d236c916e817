"""The columnar engine."""

from policy_rules.engines.columnar.engine import ColumnarEngine

__all__ = ["ColumnarEngine"]
