"""The language of criteria, messages and templates."""
