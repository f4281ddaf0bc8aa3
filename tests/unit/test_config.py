"""Where a setting comes from, and what a wrong one is told."""

import codecs
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from cafe_etl.config import WEEKDAYS, OpenDays, Settings, load_settings
from cafe_etl.errors import StorageError, UsageError
from cafe_etl.layouts import BY_PLACE, KEPT_COLUMNS, Basket, Layout
from cafe_etl.layouts.built_in import BUILT_IN
from cafe_etl.layouts.titles import Titled

LAYOUT = """
[layouts.counter]
columns = ["date_time", "card_no", "products", "total_price", "payment_method"]
sensitive = ["card_no"]
date_formats = ["%Y-%m-%d %H:%M"]
[layouts.counter.basket]
item_separator = "|"
part_separator = "@"
parts = ["item", "price"]
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "c.toml"


def test_without_anything_the_defaults_hold(config: Path) -> None:
    assert load_settings(environment={}) == Settings(Path("warehouse.duckdb"), 10.0, 0.1, on_overlap="hold")


def test_flag_beats_environment_beats_file_beats_default(config: Path) -> None:
    config.write_text('wait = 1\nmax_bad_rows = "1%"\non_overlap = "append"\nwarehouse = "f.duckdb"', encoding="utf-8")
    environment = {"CAFE_ETL_WAIT": "2", "CAFE_ETL_MAX_BAD_ROWS": "2%", "CAFE_ETL_ON_OVERLAP": ""}

    settings = load_settings(config, wait=3, environment=environment)

    assert settings == Settings(config.parent / "f.duckdb", 3.0, 0.02, on_overlap="append")


def test_a_path_in_the_file_counts_from_its_folder_and_a_flag_from_here(config: Path, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.toml").write_text('warehouse = "w.duckdb"', encoding="utf-8")

    from_file = load_settings(Path("sub/c.toml"), environment={})
    from_flag = load_settings(Path("sub/c.toml"), warehouse=Path("w.duckdb"), environment={})

    assert (from_file.warehouse, from_flag.warehouse) == (Path("sub/w.duckdb"), Path("w.duckdb"))


def test_the_file_is_found_by_name_or_by_the_environment(config: Path) -> None:
    config.write_text("wait = 1", encoding="utf-8")
    config.with_name("cafe-etl.toml").write_text("wait = 2", encoding="utf-8")

    assert load_settings(environment={}).wait == 2
    assert load_settings(environment={"CAFE_ETL_CONFIG": str(config)}).wait == 1


def test_a_layout_of_the_file_comes_before_the_built_in_ones(config: Path) -> None:
    config.write_text(LAYOUT, encoding="utf-8")

    assert load_settings(config, environment={}).layouts == (
        Layout(
            "counter",
            ("date_time", "card_no", "products", "total_price", "payment_method"),
            ("%Y-%m-%d %H:%M",),
            Basket("|", "@", ("item", "price")),
            frozenset({"card_no"}),
        ),
        *BUILT_IN,
    )


def test_a_layout_of_the_file_may_have_the_tills_numbers(config: Path) -> None:
    config.write_text(LAYOUT.replace('["date_time"', '["sale", "date_time"'), encoding="utf-8")

    numbered = load_settings(config, environment={}).layouts[0]

    assert isinstance(numbered, Layout)
    assert numbered.kept == (*KEPT_COLUMNS, "sale")
    assert {layout.kept for layout in BY_PLACE} == {KEPT_COLUMNS}


TILL = """
[layouts.kasse]
columns = {sale = "Bon", date_time = ["Datum", "Zeit"], product = ["Ware", "Item"], quantity = "Menge", gross = "P (*)"}
date_formats = ["%d.%m.%Y %H:%M"]
delimiter = ";"
decimal = ","
tax = "added"
missing = ["NA"]
refund = {Typ = "Storno"}
skip = {Status = ["void", "*"]}
pending = {State = ["Open", ""]}
charge = {Art = "Service"}
encoding = "cp1250"
titles = ["Bon", "Datum", "Zeit", "Ware", "Menge", "P (EUR)", "Typ", "Status", "State", "Art"]
fill_down = ["sale"]
branch = "Leeds"
sizes = {product = ["S", "L"]}
optional = ["quantity"]
"""


def test_a_layout_of_the_file_may_name_the_tills_columns(config: Path) -> None:
    config.write_text(TILL, encoding="utf-8")

    layout = load_settings(config, environment={}).layouts[0]

    assert isinstance(layout, Titled)
    assert {each.name: getattr(layout, each.name) for each in fields(layout)} == {
        "name": "kasse",
        "columns": {
            "sale": ("Bon",),
            "date_time": ("Datum", "Zeit"),
            "product": ("Ware", "Item"),
            "quantity": ("Menge",),
            "gross": ("P (*)",),
        },
        "date_formats": ("%d.%m.%Y %H:%M",),
        "grain": "item",
        "optional": frozenset({"quantity"}),
        "tax": "added",
        "refund": {"Typ": ("Storno",)},
        "skip": {"Status": ("void", "*")},
        "pending": {"State": ("Open", "")},
        "charge": {"Art": ("Service",)},
        "missing": ("NA",),
        "fill_down": ("sale",),
        "branch": "Leeds",
        "sizes": {"product": ("S", "L")},
        "methods": {},
        "delimiter": ";",
        "decimal": ",",
        "encoding": "cp1250",
        "family": "",
        "header": (),
        "titles": ("Bon", "Datum", "Zeit", "Ware", "Menge", "P (EUR)", "Typ", "Status", "State", "Art"),
    }


def test_the_number_of_a_sale_may_share_a_title_with_another_role(config: Path) -> None:
    config.write_text(TILL.replace('sale = "Bon"', 'sale = ["Datum", "Bon"]'), encoding="utf-8")

    layout = load_settings(config, environment={}).layouts[0]

    assert isinstance(layout, Titled)
    assert layout.columns["sale"] == ("Datum", "Bon")


AGAIN = "Nothing was changed. Correct it and run again."
WRONG = {
    "= 3": f"c.toml is not valid TOML. {AGAIN}",
    "\udc80": "c.toml is not UTF-8 text. Nothing was changed. Save it as UTF-8 and run again.",
    'wait = "long"': f'c.toml: "wait": expected `float`, got `str`. {AGAIN}',
    "wait = -1": "wait must be a number of seconds, 0 or more. Nothing was changed.",
    "max_bad_rows = 2": "max_bad_rows must be a share such as 0.1 or 10%. Nothing was changed.",
    'max_mismatches = "-1%"': "max_mismatches must be a share such as 0.1 or 10%. Nothing was changed.",
    "max_gap_days = -1": "max_gap_days must be a number of days, 0 to 36500. Nothing was changed.",
    'max_bad_rows = "many"': "max_bad_rows must be a share such as 0.1 or 10%. Nothing was changed.",
    'currency = "a lot"': 'currency must be a sign such as "£" or "EUR", at most 4 characters. Nothing was changed.',
    'closed_weekdays = ["Sonntag"]': "closed_weekdays must be weekday names: "
    f"{', '.join(WEEKDAYS)}. Nothing was changed.",
    'on_overlap = "guess"': "on_overlap must be hold, replace or append. Nothing was changed.",
    'warehose = "w"': 'c.toml: there is no setting "warehose". Did you mean "warehouse"? Nothing was changed.',
    "zzz = 1": 'c.toml: there is no setting "zzz". Known keys: warehouse, wait, max_bad_rows, max_mismatches, '
    "max_gap_days, on_overlap, currency, closed_weekdays, branches, layouts. Nothing was changed.",
    "[branches.Leeds]\nclosed = 2021-13-01": f"c.toml is not valid TOML. {AGAIN}",
    '[branches.Leeds]\nclosed = "soon"': f'c.toml: "branches.Leeds.closed": invalid rfc3339 encoded date. {AGAIN}',
    "[branches.Leeds]\nclosd = 2021-12-24": 'c.toml: there is no setting "branches.Leeds.closd". '
    'Did you mean "branches.Leeds.closed"? Nothing was changed.',
    "[branches.Leeds]\nopened = 2021-12-24\nclosed = 2021-08-01": "c.toml: branches.Leeds closed before it opened. "
    "Nothing was changed. Correct the days.",
    LAYOUT.replace(
        "part_separator", "part_seperator"
    ): 'c.toml: there is no setting "layouts.counter.basket.part_seperator". '
    'Did you mean "layouts.counter.basket.part_separator"? Nothing was changed.',
    LAYOUT.replace("date_formats", "date_format"): 'c.toml: there is no setting "layouts.counter.date_format". '
    'Did you mean "layouts.counter.date_formats"? Nothing was changed.',
    LAYOUT.replace(
        'sensitive = ["card_no"]', ""
    ): 'c.toml: "layouts.counter.sensitive" is missing. Nothing was changed. Add it and run again.',
    LAYOUT.replace(
        '["card_no"]', '"card_no"'
    ): f'c.toml: "layouts.counter.sensitive": expected `array`, got `str`. {AGAIN}',
    LAYOUT.replace(
        "counter", "standard"
    ): "c.toml: layouts.standard is the name of a built-in layout. Nothing was changed. Rename it.",
    LAYOUT.replace(
        "counter", "till-4929-1234-5678"
    ): "c.toml: a layout's name holds as many digits as a card number. Nothing was changed. Rename it and run again.",
    LAYOUT.replace('["card_no"]', '["card"]'): 'c.toml: layouts.counter.sensitive: "card" is not among the columns; '
    f'did you mean "card_no"? {AGAIN}',
    LAYOUT.replace('"card_no"', '"sale"'): 'c.toml: layouts.counter.sensitive: "sale" is needed for the sales and '
    f"cannot be sensitive. {AGAIN}",
    LAYOUT.replace('"total_price"', '"total_prise"'): 'c.toml: layouts.counter.columns: "total_price" is missing; '
    f'should "total_prise" be renamed? {AGAIN}',
    LAYOUT.replace('"price"]', '"prize"]'): 'c.toml: layouts.counter.basket.parts: "prize" is not a part of an item; '
    f'did you mean "price"? {AGAIN}',
    TILL.replace("gross =", "grss ="): 'c.toml: layouts.kasse.columns: "grss" is not a role; did you mean "gross"? '
    f"{AGAIN}",
    TILL.replace('date_time = ["Datum", "Zeit"], ', ""): 'c.toml: layouts.kasse.columns: "date_time" is missing. '
    f"{AGAIN}",
    TILL.replace("gross =", "total ="): "c.toml: layouts.kasse.columns: a price is missing: one of unit_price, gross, "
    f"net. {AGAIN}",
    TILL.replace("missing", "mising"): 'c.toml: there is no setting "layouts.kasse.mising". '
    'Did you mean "layouts.kasse.missing"? Nothing was changed.',
    TILL.replace('"%d.%m.%Y %H:%M"', '"%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"'): "c.toml: layouts.kasse.date_formats: "
    '"%d/%m/%Y %H:%M" and "%m/%d/%Y %H:%M" can both be meant by "04/03/2021 09:05": keep one of them. '
    f"{AGAIN}",
    TILL.replace('"%d.%m.%Y %H:%M"', '"%d.%m %H:%M"'): "c.toml: layouts.kasse.date_formats: a format needs %d, one of "
    f"%m and %b, and one of %Y and %y. {AGAIN}",
    TILL.replace('quantity = "Menge"', "quantity = 3"): 'c.toml: "layouts.kasse.columns[...]": expected `str | array`, '
    f"got `int`. {AGAIN}",
    TILL.replace('"Menge"', '"Zeit"'): 'c.toml: layouts.kasse.columns.quantity: "zeit" is "date_time" already, and a '
    f"column has one role. {AGAIN}",
    TILL.replace('"Menge"', '""'): f"c.toml: layouts.kasse.columns.quantity: a title is missing. {AGAIN}",
    TILL.replace('["Ware", "Item"]', '["Ware", "ware "]'): "c.toml: layouts.kasse.columns.product: a title is "
    f"named twice. {AGAIN}",
    TILL.replace('["Ware", "Item"]', '"customerName"'): 'c.toml: layouts.kasse.columns.product: "customerName" names '
    f"a person or what is said of one, and no such column is read. {AGAIN}",
    TILL.replace('{Status = ["void", "*"]}', '{Kunde = "*"}'): 'c.toml: layouts.kasse.skip: "Kunde" names a person or '
    f"what is said of one, and no such column is read. {AGAIN}",
    TILL.replace('branch = "Leeds"', 'branch = "ann@example.com"'): "c.toml: a text of layouts.kasse holds an e-mail "
    "address. Nothing was changed. Take it out.",
    TILL.replace('branch = "Leeds"', 'branch = " "'): f"c.toml: layouts.kasse.branch: it is blank. {AGAIN}",
    TILL.replace('tax = "added"', 'tax = "on top"'): 'c.toml: layouts.kasse.tax: it must be "included" or '
    f'"added" or "either". {AGAIN}',
    TILL.replace(
        'delimiter = ";"', 'delimiter = ","'
    ): f"c.toml: layouts.kasse.delimiter: it is the decimal sign too. {AGAIN}",
    TILL.replace(
        'delimiter = ";"', 'grain = "payment"'
    ): f'c.toml: layouts.kasse.columns: "payment" is missing. {AGAIN}',
    TILL.replace(
        '"cp1250"', '"utf-16"'
    ): f"c.toml: layouts.kasse.encoding: it is no name of an encoding of single lines, such as cp1250 or gbk. {AGAIN}",
    TILL.replace(
        '"Bon", "Datum"', '"Bon"'
    ): f"c.toml: layouts.kasse.titles: a column that the layout needs is not among them. {AGAIN}",
    TILL.replace('"Zeit", "Ware"', '"Ware", "Ware"'): f"c.toml: layouts.kasse.titles: one is there twice. {AGAIN}",
    TILL.replace('["sale"]', '["gross"]'): 'c.toml: layouts.kasse.fill_down: "gross" is not a role or title that can '
    f"be filled down; known: sale, Typ, Status, State, Art. {AGAIN}",
    TILL.replace(
        'optional = ["quantity"]', 'optional = ["product"]'
    ): f'c.toml: layouts.kasse.optional: no export may be without "date_time" and "product". {AGAIN}',
    TILL.replace(
        "{product = ", "{gross = "
    ): 'c.toml: layouts.kasse.sizes: "gross" is not a role that can hold a size; '
    f"known: product, size, modifiers. {AGAIN}",
    TILL.replace(
        '"Storno"', "[]"
    ): f'c.toml: layouts.kasse.refund: each column needs its values, "" for a blank cell, or "*" for any. {AGAIN}',
    TILL.replace("kasse", '"square items"'): "c.toml: layouts.square items is the name of a built-in layout. Nothing "
    "was changed. Rename it.",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_is_told_what_is_wrong(text: str, config: Path) -> None:
    config.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(UsageError) as raised:
        load_settings(Path("c.toml"), environment={})

    assert str(raised.value) == WRONG[text]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_file_is_read_as_notepad_saves_it(encoding: str, config: Path) -> None:
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    config.write_bytes(mark + 'currency = "€"\r\n'.encode(encoding))

    assert load_settings(config, environment={}).currency == "€"


def test_half_a_character_of_utf16_is_told_as_an_encoding(config: Path) -> None:
    config.write_bytes(codecs.BOM_UTF16_LE + b"w")

    with pytest.raises(UsageError, match=r"c\.toml is not UTF-8 text\. Nothing was changed"):
        load_settings(config, environment={})


def test_a_file_that_is_not_there_is_said_so(config: Path) -> None:
    with pytest.raises(StorageError) as raised:
        load_settings(Path("c.toml"), environment={})

    assert str(raised.value) == "The config file c.toml cannot be read. Nothing was changed. Check the path."


@pytest.mark.parametrize(
    ("text", "share"), [("0", 0.0), ("1", 1.0), ("10%", 0.1), ("100 %", 1.0), (" 0.25 ", 0.25), ("33.3%", 0.333)]
)
def test_a_share_is_a_number_or_a_percentage(text: str, share: float) -> None:
    assert load_settings(max_bad_rows=text, environment={}) == replace(Settings(), max_bad_rows=share)


@pytest.mark.parametrize("text", ["nan", "inf", "-1%", "101%", "ten"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="max_bad_rows must be a share"):
        load_settings(max_bad_rows=text, environment={})


@pytest.mark.parametrize("text", ["nan", "inf", "soon"])
def test_what_is_no_time_to_wait_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="wait must be a number of seconds"):
        load_settings(environment={"CAFE_ETL_WAIT": text})


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ('closed_weekdays = ["Sunday", "monday"]', {"*": (1, 7)}),
        ("closed_weekdays = []", {"*": ()}),
        ('[closed_weekdays]\nLeeds = ["Sunday"]\n"*" = []', {"Leeds": (7,), "*": ()}),
        ("", {}),
    ],
)
def test_closed_weekdays_are_for_every_branch_or_for_each(
    text: str, closed: dict[str, tuple[int, ...]], config: Path
) -> None:
    config.write_text(text, encoding="utf-8")

    assert load_settings(config, environment={}).closed_weekdays == closed


def test_currency_and_closed_weekdays_come_from_the_environment_too() -> None:
    settings = load_settings(environment={"CAFE_ETL_CURRENCY": "€", "CAFE_ETL_CLOSED_WEEKDAYS": "Sunday, Monday"})

    assert (settings.currency, settings.closed_weekdays) == ("€", {"*": (1, 7)})


def test_a_branch_opens_and_closes(config: Path) -> None:
    config.write_text(
        '[branches.Leeds]\nopened = 2021-08-01\nclosed = 2021-12-24\n[branches."King\'s Lynn"]\nopened = "2021-09-01"',
        encoding="utf-8",
    )

    assert load_settings(config, environment={}).branches == {
        "Leeds": OpenDays(date(2021, 8, 1), date(2021, 12, 24)),
        "King's Lynn": OpenDays(date(2021, 9, 1)),
    }
