"""`cafe-etl check`: look at every promise of the warehouse."""

from cafe_etl.cli import exit_codes, options
from cafe_etl.cli.show import show


def check(
    privacy: options.Privacy = False,
    form: options.OutputFormat = None,
    output: options.Output = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> int:
    """Check every promise, or list texts that may be personal.

    Nothing is changed. The exit code is 4 if a promise is broken. What --privacy lists breaks none: look at it.
    """
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant
    from cafe_etl.warehouse.checks import check_warehouse
    from cafe_etl.warehouse.places import place_of
    from cafe_etl.warehouse.privacy import doubted_texts

    settings = load_settings(config, warehouse=warehouse)
    place = place_of(settings.warehouse)
    if privacy:
        with place.reading() as connection:
            show(doubted_texts(connection), form, output, place)
        return exit_codes.DONE
    outcome = check_warehouse(place)
    show(outcome.report, form, output, place)
    return exit_codes.of_check(outcome)
