"""The body of a Word document."""
