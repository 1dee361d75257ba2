"""Workbooks and forms: out to the commune, back in, cell by cell."""
