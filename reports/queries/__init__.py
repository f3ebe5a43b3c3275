"""Reads of reports: the roll-up, what faces show, the canonical whole and its proof."""
