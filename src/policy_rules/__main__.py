"""`python -m policy_rules` is the command line."""

from policy_rules.cli import run

if __name__ == "__main__":  # processes that share work read this module again where they are not forked
    run()
