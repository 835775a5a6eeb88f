"""A dossier as a workbook, written and read."""
