"""From the file of a sheet to a `Sheet`: keys, items, steps, and what can be told before any facts."""
