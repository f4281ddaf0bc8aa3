"""Extract: from the bytes of files to a lazy frame of text columns, one row per record, numbered by its first line.

Two readers. The fast one is Polars over the bytes of many files at once; it is believed only where arithmetic proves
that every line became one row with the exact number of fields. What it cannot prove is read by the careful one, record
by record, which holds exactly the bad lines. On every clean file both give the same rows.
"""
