"""The reference: what a program means on what is known of a unit; every engine is held to it.

In: a program, and the view of a unit. Out: the value of every tree (`evaluate`), both sides of comparisons,
instances and missing facts (`trace`), the facts that were read (`leaves`); what an engine is (`protocol`).
"""
