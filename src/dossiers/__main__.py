"""`python -m dossiers`."""

from dossiers.cli import main

main(prog_name="dossiers")
