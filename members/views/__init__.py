"""Phone pages of people."""
