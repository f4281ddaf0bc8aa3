"""`cafe-etl ingest`: load every new sale."""

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cafe_etl.cli import exit_codes, options
from cafe_etl.cli.show import told
from cafe_etl.system.streams import for_programs

if TYPE_CHECKING:
    from cafe_etl.ingest.run import Progress
    from cafe_etl.outcomes.ingest import RunOutcome


def ingest(
    paths: options.Paths,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    on_overlap: options.OnOverlap = None,
    accept: options.Accept = None,
    max_bad_rows: options.MaxBadRows = None,
    max_mismatches: options.MaxMismatches = None,
    max_gap_days: options.MaxGapDays = None,
    wait: options.Wait = None,
    dry_run: options.DryRun = False,
    quiet: options.Quiet = False,
    as_json: options.AsJson = False,
    debug: options.Debug = False,
) -> int:
    """Load every new sale of the branches' exports, once.

    The customer's name and card number are never kept. Sales that are already in are skipped. Files and lines that
    cannot be trusted are held and listed with the reason, and the rest is loaded. A run is all or nothing: an error or
    a power cut leaves the warehouse as it was.
    """
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant

    settings = load_settings(
        config,
        warehouse=warehouse,
        wait=wait,
        max_bad_rows=max_bad_rows,
        max_mismatches=max_mismatches,
        max_gap_days=max_gap_days,
        on_overlap=on_overlap,
    )
    from cafe_etl.ingest.run import ingest as run

    with _progress(sys.stderr.isatty() and not quiet and not as_json) as progress:
        outcome = run(paths, settings, accept=accept or (), dry_run=dry_run, progress=progress)
    code = exit_codes.of_run(outcome)
    with told(None if dry_run else "cafe-etl runs"):
        if as_json:
            from cafe_etl.render.machine import write_run_json

            write_run_json(outcome, for_programs())
        elif not quiet or (code != exit_codes.DONE and outcome.has_news):
            from cafe_etl.render.receipt import print_receipt

            print_receipt(outcome, _advice(outcome), sys.stdout)
    return code


def _advice(outcome: "RunOutcome") -> dict[str, str]:
    """What to do, by the code of a held line or file; nothing where none is held, as the rules load Polars."""
    if not any(file.code or file.draft.rejects or file.held_days for file in outcome.files):
        return {}
    from cafe_etl.stages.rules import ADVICE

    return ADVICE


@contextlib.contextmanager
def _progress(wanted: bool) -> "Iterator[Progress]":
    """A bar on standard error, for a person who waits; it leaves no trace."""
    if not wanted:
        yield lambda _done, _of: None
        return
    from rich.console import Console  # only a terminal pays for it
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Loading", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
