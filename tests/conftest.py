"""Hypothesis without deadlines: the machine's noise is no property of the code."""

from hypothesis import settings

settings.register_profile("policy_rules", deadline=None)
settings.load_profile("policy_rules")
