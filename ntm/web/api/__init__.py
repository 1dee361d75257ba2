"""The API for programs, `/api/v1`: the same services and the same JSON as the commands, asked with a token."""
