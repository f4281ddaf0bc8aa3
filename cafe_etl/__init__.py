"""cafe-etl: café branch sales from CSV to a clean warehouse, on one machine."""

__version__ = "0.1.0"
