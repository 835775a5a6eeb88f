"""What is said of assessments, rules and the library."""
