"""Facts of every family that a report counts, for a whole county: from one seed, in bulk."""

from bench.filling.sowing import Sown, insert

__all__ = ["Sown", "insert"]
