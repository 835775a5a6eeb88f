"""A document's words as a Word file that a jurist edits, and back."""
