"""One run of `ingest`, from the files to the committed load."""
