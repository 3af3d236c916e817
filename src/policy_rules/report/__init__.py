"""Reports: text, JSON, explanations."""
