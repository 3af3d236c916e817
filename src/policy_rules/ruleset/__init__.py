"""Rulesets: the model, the files it is read from, and the schemas for editors."""
