"""Analysis: tables -> tables."""
