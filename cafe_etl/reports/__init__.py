"""The owner's questions, each one an SQL file and a line of the catalogue."""
