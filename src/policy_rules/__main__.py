"""`python -m policy_rules` is the command line."""

import sys

from policy_rules.cli import main

sys.exit(main())
