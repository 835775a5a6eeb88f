"""Readers of produced files, independent of the code that wrote them."""
