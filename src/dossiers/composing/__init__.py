"""A `Dossier` and a template become a `Document`."""
