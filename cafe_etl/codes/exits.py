"""What brings each exit code about, and the way out; what they mean is in `cli/exit_codes.py`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exit:
    """A command line that ends so; none where no command line alone does. And what to do then."""

    command: str
    way_out: str


EXITS: dict[int, Exit] = {
    0: Exit("cafe-etl ingest branch_csvs", "Nothing to do."),
    1: Exit("", "Run the same command with --debug, and report what it prints: it quotes no sale."),
    2: Exit(
        "cafe-etl report top-product", "Read what the message says. Each command's help is at: cafe-etl COMMAND --help"
    ),
    3: Exit(
        "cafe-etl ingest half_written",
        "See what is held, and what to do about it: cafe-etl rejects. Each code there: cafe-etl explain CODE. If a "
        "folder was empty, look whether its disk is there.",
    ),
    4: Exit(
        "cafe-etl ingest table_plan.csv",
        "Of a run: every file was held, see cafe-etl rejects. Of check: look at the promise that is broken.",
    ),
    5: Exit("", "Wait for the other run to finish and run the same command again, or raise --wait SECONDS."),
    6: Exit("cafe-etl ingest no_such_folder", "Make room, check the path and the permissions, and run it again."),
    7: Exit(
        "cafe-etl check --warehouse notes.txt",
        "Do what the message says: take a newer cafe-etl, put a copy of the warehouse back, or go back with cafe-etl "
        "rollback.",
    ),
    130: Exit("", "Somebody pressed Ctrl+C. Run the same command again: a run is whole or has not been."),
    143: Exit("", "The system stopped it. Run the same command again: a run is whole or has not been."),
}
