"""Counties, the organisation tree, accounts and grants, the record of who did what."""
