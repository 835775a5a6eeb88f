"""One file format each: PDF, OOXML, fonts."""
