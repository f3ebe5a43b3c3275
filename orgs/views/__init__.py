"""Pages for the phone, for accounts and for the public."""
