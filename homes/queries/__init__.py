"""Reads of homes that are worth a name."""
