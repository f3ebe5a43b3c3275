"""Forms of duties, shared by desk and phone."""
