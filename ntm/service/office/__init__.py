"""What the office's pages show, and the steps of a period: submitting, verifying, history."""
