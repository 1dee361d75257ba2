"""Who may do what: people, their rights, programs' tokens."""
