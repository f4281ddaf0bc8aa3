"""How tills write moments and amounts: texts to what they say, each of them exactly or not at all."""

import polars as pl

from cafe_etl.layouts.dates import CENTURY, EXCEL, FIRST_EXCEL_DAY, MONTHS, groups, pattern
from cafe_etl.stages.frames import Money


def written_moment(column: str, formats: tuple[str, ...]) -> pl.Expr:
    """Local time as `layouts.dates` reads it in the first of the formats that the text has, or null."""
    text = pl.col(column).str.to_lowercase()
    return pl.coalesce(_moment(text, one) for one in formats).alias(column)


def _moment(text: pl.Expr, date_format: str) -> pl.Expr:
    parts, told = text.str.extract_groups(pattern(date_format)), groups(date_format)

    def part(name: str) -> pl.Expr:
        return parts.struct.field(name)

    if date_format == EXCEL:
        milliseconds = (part("serial").cast(pl.Float64) * 86_400_000).round()
        return (pl.lit(FIRST_EXCEL_DAY) + pl.duration(milliseconds=milliseconds.cast(pl.Int64))).cast(pl.Datetime("us"))
    year = part("year") if "year" in told else pl.lit(str(CENTURY // 100)) + part("short_year")
    month = part("month")
    if "month_name" in told:
        month = part("month_name").replace_strict(
            {name: str(each) for name, each in MONTHS.items()}, default=None, return_dtype=pl.String
        )
    hour = part("hour") if "hour" in told else pl.lit("0")
    if "clock_hour" in told:
        on_clock = part("clock_hour").cast(pl.Int32)
        hour = pl.when(on_clock.is_between(1, 12)).then(on_clock % 12 + 12 * (part("half") == "p"))
    rest = [part(name) if name in told else pl.lit("0") for name in ("minute", "second")]
    clock = pl.concat_str(*(each.cast(pl.String).str.zfill(2) for each in (hour, *rest)), separator=":")
    day = pl.concat_str(year, month.str.zfill(2), part("day").str.zfill(2), separator="-")
    fraction = part("fraction").str.slice(0, 6) if "fraction" in told else pl.lit("0")
    written = pl.concat_str(day, pl.lit(" "), clock, pl.lit("."), fraction)
    return written.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)


PENCE = 2
THOUSANDTHS = 3
"""How many decimals an amount of money, and a quantity, has."""

_SIGN = r"(?:us|ca|au|nz|hk|nt|mx|r|a|c|s)?\p{Sc}|[a-z]{3}|(?:kr|rs|rp|rm|fr|ft|s/|kč|zł|лв)\.?|r|ksh|lei"
"""What names a currency in front of an amount or behind it."""
_NO_PENCE = r"(\d)[.,][-\u2010-\u2015\u2212]{1,2}(\D*)$"
"""`5.-`, `5,--`: a dash in the place of the pence."""
_AMOUNT = (
    rf"(?i)^(?P<open>\(?)\+?(?P<before>[-\u2212]?) ?(?:{_SIGN})? ?(?P<behind>[-\u2212]?) ?(?P<digits>%s)"
    rf" ?(?:{_SIGN})? ?(?P<end>[-\u2212]?)(?P<close>\)?)$"
)
_DIGITS = {
    ".": r"(?:[1-9]\d{0,2}(?:[,' ]\d{2,3})*[,' ]\d{3}|\d{1,12})?(?:\.\d*)?",
    ",": r"(?:[1-9]\d{0,2}(?:[.' ]\d{3})+|\d{1,12})?(?:,\d*)?",
}
"""The digits of an amount by its decimal sign, with what stands between thousands; above these India writes twos."""
_ZERO = r"^0(?:[.,]0+)?[eE][-+]?\d+$"
"""As spreadsheets write it now and then; of every other number with an exponent nobody knows what is lost."""
_NOISE = 1e-6
"""How far from a whole penny a binary fraction can be that a program wrote with all its digits, `4.300000000000001`."""


def scaled(text: pl.Expr, places: int, decimal: str) -> pl.Expr:
    """An amount as a whole number of its smallest parts, or null where the text is not plainly one.

    `$1,149.00`, `-$9.00`, `0,90 €`, `(33.62)`, `9.00-`, `1.99000000`; not `2.455`, `5E+17`, `12%`.
    """
    text = text.str.replace(_ZERO, "0").str.replace(_NO_PENCE, "${1}${2}")
    part = text.str.extract_groups(_AMOUNT % _DIGITS[decimal])
    digits = part.struct.field("digits").str.replace_all("[' ,]" if decimal == "." else "[' .]", "")
    digits = digits.str.replace(",", ".", literal=True)
    value = pl.when(digits.str.contains(r"\d")).then(digits).cast(pl.Float64, strict=False) * 10**places
    is_closed = (part.struct.field("open") == "(") == (part.struct.field("close") == ")")
    is_whole = (value - value.round()).abs() < _NOISE * 10**places
    signs = pl.concat_str(part.struct.field(name) for name in ("open", "before", "behind", "end"))
    is_plain = is_closed & is_whole & (signs.str.len_chars() <= 1) & (value < 10**15)
    sign = pl.when(signs == "").then(1).otherwise(-1)
    return pl.when(is_plain).then(value.round().cast(pl.Int64, strict=False) * sign)


def rounded(number: pl.Expr, by: pl.Expr | int) -> pl.Expr:
    """A whole number divided by another that is above 0, halves away from zero, as DuckDB rounds."""
    return (number.abs() * 2 + by) // (2 * by) * number.sign()


def as_money(pence: pl.Expr) -> pl.Expr:
    """Whole pence as money."""
    return (pence.cast(pl.Decimal(38, 2)) / 100).cast(Money)
