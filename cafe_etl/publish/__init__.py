"""The clean data for other people's tools."""
