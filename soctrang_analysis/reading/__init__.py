"""Reading: documents -> tables."""
