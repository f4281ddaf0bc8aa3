"""Lines: what a line of a till that names its columns tells in each role, judged.

Pure, as normalise is. Amounts are whole pence here and quantities whole thousandths, so that nothing is rounded.
"""

from collections.abc import Mapping

import polars as pl

from cafe_etl.layouts import BRANCH, DATE_TIME, PAYMENT, SALE_NUMBER
from cafe_etl.layouts.titles import ANY, BLANK, MODIFIERS, NUMBERS, PRICES, PRODUCT, QUANTITY, SALE, SIZE, TOTAL, Bound
from cafe_etl.layouts.titles import BRANCH as BRANCH_ROLE
from cafe_etl.layouts.titles import PAYMENT as PAYMENT_ROLE
from cafe_etl.stages.columns import Column, first_code, read_column
from cafe_etl.stages.expressions import personal
from cafe_etl.stages.frames import FILE_NO, IS_REFUND
from cafe_etl.stages.items import named_items
from cafe_etl.stages.rules import (
    BAD_AMOUNT,
    BAD_PRICE,
    BAD_QUANTITY,
    DEAREST,
    HOLDS,
    METHOD_MISSING,
    MOST_ITEMS,
    TOO_DEAR,
    TOO_MANY,
    rules_of,
)
from cafe_etl.stages.scrub import Scrubbed
from cafe_etl.stages.texts import Texts
from cafe_etl.stages.written import PENCE, THOUSANDTHS, scaled, written_moment

REASON = "reason"
"""Why the till itself leaves a line out."""
IS_PENDING = "is_pending"
"""Whether a line is left out because its sale is not finished."""
IS_CHARGE = "is_charge"
"""Whether a line is no item but a service charge."""

_BETWEEN = "\x1f"
"""The unit separator between the parts of a sale's number; scrubbed text holds no control character."""
_WHOLE_NUMBER = r"^(\d+)\.0$"
"""What pandas and spreadsheets make of a whole number where another line has none."""


def read_lines(scrubbed: Scrubbed, layout: Bound) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each line with what it tells in each role, and the code of the first rule that it breaks, or null.

    Out: one row per line   file_no, line, date_time, branch_name, payment_method, sale (the till's number), names (a
                            place in the other frame), quantity (in thousandths), amounts by their roles (in pence),
                            is_refund, is_charge, reason (why the till leaves it out), is_pending, code; null where
                            nothing is told
         one row per name   size, name, flavour
    """
    moments = read_column(
        _joined(scrubbed, layout, DATE_TIME), rules_of(DATE_TIME), written_moment(DATE_TIME, layout.titled.moments)
    )
    judged, columns, numbers = [moments], [moments.of_lines()], None
    if SALE in layout.columns_of:
        number = read_column(_numbers(scrubbed, layout, columns[0]), rules_of(SALE_NUMBER))
        numbers = number.of_lines()
        judged.append(number)
        columns.append(numbers)
    branches = _branches(scrubbed, layout, numbers)
    judged.insert(1, read_column(branches, rules_of(BRANCH), personal(pl.col(BRANCH)).alias(HOLDS)))
    columns.append(branches.column.alias(BRANCH))
    if PAYMENT_ROLE in layout.columns_of:
        payments = _filled(_joined(scrubbed, layout, PAYMENT_ROLE), PAYMENT_ROLE, scrubbed, layout, numbers)
        payments = Texts(payments.distinct.alias(PAYMENT), payments.places)
        rules = tuple(rule for rule in rules_of(PAYMENT) if rule is not METHOD_MISSING)
        judged.append(read_column(payments, rules, personal(pl.col(PAYMENT)).alias(HOLDS)))
        columns.append(payments.column.alias(PAYMENT))
    names = pl.DataFrame()
    if PRODUCT in layout.columns_of:
        item, names = _named(scrubbed, layout)
        judged.append(item)
        columns.append(item.of_lines().alias("names"))
    amounts = [
        _amount(scrubbed, layout, column, role) for role in NUMBERS for column in layout.columns_of.get(role, ())[:1]
    ]
    amounts += (_amount(scrubbed, layout, column, method) for method, column in layout.methods)
    columns += (each.of_lines() for each in amounts)
    lines = scrubbed.lines.with_columns(*columns, code=first_code(*judged, *amounts))
    told = set(lines.columns)
    lines = lines.with_columns(
        pl.lit(None, dtype).alias(role)
        for role, dtype in (
            (PAYMENT, pl.Categorical),
            (SALE_NUMBER, pl.String),
            *((role, pl.Int64) for role in NUMBERS),
        )
        if role not in told
    )
    has_price = pl.any_horizontal(pl.col(*PRICES, TOTAL).is_not_null())
    has_price = has_price if {*PRICES, TOTAL} & set(layout.columns_of) else pl.lit(True)
    told_by = {
        name: _is_any_of(scrubbed, layout, values, numbers)
        for name, values in (
            (IS_REFUND, layout.titled.refund),
            (IS_CHARGE, layout.titled.charge),
            (REASON, layout.titled.skip),
            (IS_PENDING, layout.titled.pending),
        )
    }
    return lines.with_columns(
        pl.coalesce("code", pl.when(~has_price).then(pl.lit(BAD_PRICE.code))).alias("code"),
        *(told_by[name].is_not_null().alias(name) for name in (IS_REFUND, IS_CHARGE, IS_PENDING)),
        pl.coalesce(told_by[IS_PENDING], told_by[REASON]).alias(REASON),
    ), names


def _joined(scrubbed: Scrubbed, layout: Bound, role: str) -> Texts:
    """The texts of a role; those of several columns with a blank between them, null where one has none.

    Date and time can be one moment that is told twice: spreadsheets show of a moment what they are told to.
    """
    columns = [_with_nothing(scrubbed.texts[column], layout) for column in layout.columns_of[role]]
    if len(columns) > 1:
        texts = pl.DataFrame([each.distinct.gather(each.places).alias(str(at)) for at, each in enumerate(columns)])
        is_told_twice = pl.all_horizontal(pl.all() == pl.first())
        together = pl.concat_str(pl.all(), separator=" ")
        joined = Texts.of(texts.select(pl.when(is_told_twice).then(pl.first()).otherwise(together)).to_series())
    else:
        [joined] = columns
    return Texts(joined.distinct.alias(role), joined.places)


def _with_nothing(texts: Texts, layout: Bound) -> Texts:
    """The texts without the words that stand for nothing."""
    if not layout.titled.missing:
        return texts
    is_missing = texts.distinct.is_in(list(layout.titled.missing))
    return Texts(texts.distinct.to_frame().select(pl.when(~is_missing).then(pl.first())).to_series(), texts.places)


def _filled(texts: Texts, told: str, scrubbed: Scrubbed, layout: Bound, numbers: pl.Series | None) -> Texts:
    """The texts; what only one line of a sale tells in a role or under a title, each line of the sale tells.

    The number of the sale itself is that of the line above.
    """
    if told not in layout.titled.fill_down:
        return texts
    lines = scrubbed.lines.select(FILE_NO).with_columns(texts.distinct.gather(texts.places).alias("text"))
    text = pl.col("text")
    if told == SALE:
        return Texts.of(lines.select(text.forward_fill().over(FILE_NO)).to_series())
    if numbers is None:
        return texts
    of_sale = pl.when(pl.col(SALE_NUMBER).is_not_null()).then(text.drop_nulls().first().over(FILE_NO, SALE_NUMBER))
    return Texts.of(lines.with_columns(numbers.alias(SALE_NUMBER)).select(pl.coalesce(text, of_sale)).to_series())


def _branches(scrubbed: Scrubbed, layout: Bound, numbers: pl.Series | None) -> Texts:
    """Whose sales the lines are of: what they tell, else what the layout says."""
    texts = _with_nothing(scrubbed.texts[layout.columns_of.get(BRANCH_ROLE, (BRANCH,))[0]], layout)
    texts = _filled(texts, BRANCH_ROLE, scrubbed, layout, numbers)
    distinct = texts.distinct
    if layout.titled.branch and distinct.has_nulls():
        named = Texts.of(distinct.fill_null(layout.titled.branch))
        distinct, texts = named.distinct, Texts(named.distinct, named.places.gather(texts.places))
    return Texts(distinct.alias(BRANCH), texts.places)


def _numbers(scrubbed: Scrubbed, layout: Bound, moments: pl.Series) -> Texts:
    """The till's numbers of sales. Where the moment is a part of one it counts as such, however it is written.

    Where the till writes it with seconds in some files and without in others, its minute is the part.
    """
    columns, of_moment = layout.columns_of[SALE], set(layout.columns_of[DATE_TIME])
    parts = [column for column in columns if not of_moment <= set(columns) or column not in of_moment]
    texts = [_filled(_with_nothing(scrubbed.texts[each], layout), SALE, scrubbed, layout, None) for each in parts]
    if len(texts) == 1 and len(parts) == len(columns):
        return Texts(_without_point(texts[0].distinct).alias(SALE_NUMBER), texts[0].places)
    found = [_without_point(each.distinct).gather(each.places).alias(str(at)) for at, each in enumerate(texts)]
    if len(parts) < len(columns):
        has_seconds = all("%S" in each for each in layout.titled.date_formats)
        found.append((moments if has_seconds else moments.dt.truncate("1m")).cast(pl.String))
    together = pl.concat_str(pl.all(), separator=_BETWEEN).alias(SALE_NUMBER)
    return Texts.of(pl.DataFrame(found).select(together).to_series())


def _without_point(texts: pl.Series) -> pl.Series:
    return texts.str.replace(_WHOLE_NUMBER, "${1}")


def _named(scrubbed: Scrubbed, layout: Bound) -> tuple[Column, pl.DataFrame]:
    """What each line calls its item, judged; and the names: size, name, flavour."""
    texts = {
        role: _with_nothing(scrubbed.texts[layout.columns_of[role][0]], layout)
        for role in (PRODUCT, SIZE, MODIFIERS)
        if role in layout.columns_of
    }
    places = pl.DataFrame({role: each.places for role, each in texts.items()})
    distinct = places.unique(maintain_order=True).with_row_index("names")
    told = pl.DataFrame([each.distinct.gather(distinct[role]).alias(role) for role, each in texts.items()])
    absent = (pl.lit(None, pl.String).alias(role) for role in (SIZE, MODIFIERS) if role not in texts)
    names = named_items(told.with_columns(*absent), layout.titled)
    of_lines = places.join(distinct, on=list(texts), how="left", maintain_order="left")["names"]
    return Column(distinct["names"], names["code"], of_lines), names


def _amount(scrubbed: Scrubbed, layout: Bound, column: str, role: str) -> Column:
    """What each line has in a column of amounts, in pence, or in thousandths where it is the quantity.

    role: what the column is called then: its role, or the method that was paid by
    """
    texts = _with_nothing(scrubbed.texts[column], layout)
    places = THOUSANDTHS if role == QUANTITY else PENCE
    rule = BAD_QUANTITY if role == QUANTITY else BAD_PRICE if role in PRICES else BAD_AMOUNT
    number = scaled(pl.col("text"), places, layout.decimal_of.get(role, layout.decimal_of[TOTAL])).alias(role)
    read = texts.distinct.alias("text").to_frame().with_columns(number)
    is_bad = pl.col("text").is_not_null() & pl.col(role).is_null()
    if role == QUANTITY:
        is_blank = pl.col("text").is_null() & (role not in layout.titled.optional)
        is_bad |= (pl.col(role) == 0).fill_null(False) | is_blank
    above, most = (TOO_MANY, MOST_ITEMS + 1) if role == QUANTITY else (TOO_DEAR, DEAREST)
    is_above = pl.col(role).abs() >= most * 10**places
    codes = read.select(pl.when(is_bad).then(pl.lit(rule.code)).when(is_above).then(pl.lit(above.code)).alias("code"))
    return Column(read[role], codes["code"], texts.places)


def _is_any_of(
    scrubbed: Scrubbed, layout: Bound, values: Mapping[str, tuple[str, ...]], numbers: pl.Series | None
) -> pl.Expr:
    """What each line has of the values of some columns, as `title: value`; null where it has none of them."""
    found: list[pl.Series] = []
    for title, wanted in values.items():
        if title not in layout.column_of_title:
            continue
        texts = _filled(scrubbed.texts[layout.column_of_title[title]], title, scrubbed, layout, numbers)
        known = {each.casefold(): f"{title}: {each}" for each in wanted if each != ANY}
        told = texts.distinct.str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.String)
        if ANY in wanted:
            told = pl.select(pl.when(texts.distinct.is_not_null()).then(pl.coalesce(told, pl.lit(title)))).to_series()
        if BLANK in wanted:
            told = pl.select(
                pl.when(texts.distinct.is_null()).then(pl.lit(f"{title}: blank")).otherwise(told)
            ).to_series()
        found.append(told.gather(texts.places))
    return pl.coalesce(*found, pl.lit(None, pl.String))
