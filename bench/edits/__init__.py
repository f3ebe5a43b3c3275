"""Ten thousand edits by the product's own verbs, and leaf rows that must equal a recount."""

from bench.edits.marks import lines

__all__ = ["lines"]
