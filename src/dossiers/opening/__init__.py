"""A `Source` and a `Procedure` become a `Dossier`."""
