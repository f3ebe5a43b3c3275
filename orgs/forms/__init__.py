"""What people fill in. Plain forms: they check the words, the services decide."""
