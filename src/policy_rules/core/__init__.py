"""The typed core: what a rule is once its derived forms are lowered; its nodes, types and meanings.

In: nothing but values and the vocabulary's types. Out: the nodes of which programs are made (`nodes`), their
types (`types`), what names and trees of FEEL come to (`meanings`).
"""
