"""A model and a table become a bundle a row."""
