"""妇女之家: not built yet; the ground and the organisations come first."""
