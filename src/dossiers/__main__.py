"""`python -m dossiers`."""

from dossiers.commands import main

main(prog_name="dossiers")
