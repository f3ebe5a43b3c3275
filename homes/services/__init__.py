"""The verbs of homes. Every face calls these; nothing else writes."""
