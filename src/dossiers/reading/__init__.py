"""A file becomes a `Source`: text that keeps its place."""
