"""The reference: what a program means on what is known of a unit; every engine is held to it."""
