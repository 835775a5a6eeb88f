"""What is French: words, typography, numbers of registers, territory."""
