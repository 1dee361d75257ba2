"""How status is entered: a value, a field, a file; what closes it; its evidence."""
