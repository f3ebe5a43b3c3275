"""Browser walks: the product as a person meets it, at two sizes."""
