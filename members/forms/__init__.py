"""What people fill in about people and seats."""
