"""A `Document` and its files become a bundle on disk."""
