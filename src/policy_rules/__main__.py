"""`python -m policy_rules` is the command line."""

from policy_rules.cli import run

run()
