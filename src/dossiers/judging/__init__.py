"""A `Dossier` becomes an `Assessment`."""
