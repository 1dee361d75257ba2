"""The demonstration: everything made up, and labelled so."""
