"""From rules as written to programs: names resolved, types checked, derived forms lowered to the core."""
