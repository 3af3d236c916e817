"""Engines: one protocol; compiled, columnar and session behind it, held to the reference."""
