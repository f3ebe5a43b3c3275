"""Phone pages of duties."""
