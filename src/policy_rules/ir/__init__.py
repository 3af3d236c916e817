"""The typed core: elaboration, lowering, the reference and its traces."""
