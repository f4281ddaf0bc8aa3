"""The DuckDB file: how it is opened, locked, published, booked and checked."""
