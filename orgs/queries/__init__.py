"""Named reads of organisations and access."""
