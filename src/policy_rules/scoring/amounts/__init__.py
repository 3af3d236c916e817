"""The kinds of amounts, how sheets write them, and what they may be on the facts of a unit."""
