"""A name on every gap: tasks, reminders, the officer's sheet, the action plan."""
