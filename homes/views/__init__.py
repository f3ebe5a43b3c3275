"""Phone and public pages of homes."""
