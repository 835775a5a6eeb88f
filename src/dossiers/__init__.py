"""French care dossiers: checked against dated, sourced criteria and written in Word and PDF."""

__version__ = "0.1.0"
