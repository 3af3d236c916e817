"""The shapes of single values, by the names that the tables of keys use."""

from __future__ import annotations

from policy_rules.ruleset.shapes import Shape, choice, either, listing

TEXT, FEEL, BOOLEAN, INTEGER = Shape("text"), Shape("expression"), Shape("boolean"), Shape("integer")
YEAR, DAY, ANY = Shape("year"), Shape("day"), Shape("any")
TEXT_OR_NULL, DIGEST = Shape("text or null"), Shape("digest")
YEAR_OR_NONE = either(YEAR, choice("none"))
TEXTS = either(TEXT, listing(TEXT))
