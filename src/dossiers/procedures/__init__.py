"""A procedure file becomes a `Procedure`."""
