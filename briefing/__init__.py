"""What leaves the application: maps and numbers in files."""
