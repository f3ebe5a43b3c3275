"""Forms of homes, shared by desk and phone."""
