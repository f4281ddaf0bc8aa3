"""`cafe-etl check`: every promise of the warehouse, looked at."""

from cafe_etl.cli import exit_codes, options
from cafe_etl.cli.show import show


def check(
    form: options.OutputFormat = None,
    output: options.Output = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> int:
    """Check every promise of the warehouse.

    Nothing is changed. The exit code is 4 where a promise is broken.
    """
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant
    from cafe_etl.warehouse.checks import check_warehouse
    from cafe_etl.warehouse.place import place_of

    settings = load_settings(config, warehouse=warehouse)
    place = place_of(settings.warehouse)
    outcome = check_warehouse(place)
    show(outcome.report, form, output, place)
    return exit_codes.of_check(outcome)
