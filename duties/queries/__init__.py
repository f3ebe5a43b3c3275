"""Named reads of duties."""
