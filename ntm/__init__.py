"""ntm: how far each commune stands from the new-countryside standard, by which article, and what is missing."""

__version__ = "0.1.0"
