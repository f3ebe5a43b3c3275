"""The machine interface of homes."""
