"""The look: a Word skin, read."""
