"""Facts: files, binding to a vocabulary, the view as of a day."""
