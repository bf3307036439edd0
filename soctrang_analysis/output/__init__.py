"""Output: tables -> files."""
