"""Lets `python -m cafe_etl` do what `cafe-etl` does."""

from cafe_etl.cli.app import main

main()
