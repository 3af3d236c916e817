"""Classes of data: the decorators of the package attrs, as a type checker reads them and as they are run.

attrs writes and compiles the methods of each class when the class is made, and a process would wait for it
of hundreds of classes of which it uses few. So `class_maker` makes them; what attrs promises it holds, which
a test compares for every class.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attrs import asdict, define, evolve, field, fields, frozen, has
else:
    from policy_rules.class_maker import asdict, define, evolve, field, fields, frozen, has

__all__ = ["asdict", "define", "evolve", "field", "fields", "frozen", "has"]
