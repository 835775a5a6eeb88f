"""Many dossiers → one table of them: who is complete, what is missing, what falls due."""
