"""Our own workbook: the sheet a commune fills in, with its verdicts previewed, and the same sheet read back."""
