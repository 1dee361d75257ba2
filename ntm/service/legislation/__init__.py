"""The law as people see it and correct it."""
