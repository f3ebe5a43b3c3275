"""The desk of homes."""

from homes.admin import burden, menu, requests

__all__ = ["burden", "menu", "requests"]
