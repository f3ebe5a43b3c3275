"""履职: not built yet; the ground and the organisations come first."""
