"""Papers: what they say, printing them, checking them again."""
