"""What came back, judged: whether it is what was issued, and who signed it."""
