"""The warehouse as one local DuckDB file, with its companions beside it."""
