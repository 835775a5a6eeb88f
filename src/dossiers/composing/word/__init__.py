"""A whole Word model and values become the blocks of a document, and its Word file."""
