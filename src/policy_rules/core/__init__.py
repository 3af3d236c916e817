"""The typed core: what a rule is once its derived forms are lowered; its nodes, types and meanings."""
