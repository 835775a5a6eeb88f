"""What a user fills in."""
