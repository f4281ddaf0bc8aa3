"""What travels upwards: frozen results of an ingest, of a report, of going back. Money is Decimal, never float."""
