"""`cafe-etl schema`: what the JSON of a report promises."""

from typing import Annotated

import typer

from cafe_etl.cli import options
from cafe_etl.system.streams import for_programs


def schema(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The report's name, or rejects or names.")],
    debug: options.Debug = False,
) -> None:
    """Print the JSON Schema of a report's JSON."""
    import json

    from cafe_etl.reports.catalogue import find_report
    from cafe_etl.reports.json_schema import json_schema  # a command imports what it uses: --help is instant

    content = json.dumps(json_schema(find_report(name, books_too=True)), ensure_ascii=False, indent=2)
    for_programs().write(f"{content}\n")
