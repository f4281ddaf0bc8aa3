import re
from itertools import groupby

from cafe_etl.layouts import BRANCH, DATE_TIME, PAYMENT, PRODUCTS, SALE_NUMBER, TOTAL
from cafe_etl.stages.file_rules import FILE_CODES, FILE_RULES
from cafe_etl.stages.rules import (
    DOUBT_RULES,
    GRAIN_RULES,
    ITEM_RULES,
    LINE_CODES,
    NUMBER_RULES,
    READER_RULES,
    SALE_RULES,
)


def test_every_code_stands_for_one_rule() -> None:
    assert len(LINE_CODES) == sum(
        map(len, (READER_RULES, SALE_RULES, NUMBER_RULES, ITEM_RULES, GRAIN_RULES, DOUBT_RULES))
    )
    assert len(FILE_CODES) == len(FILE_RULES)
    assert list(LINE_CODES) == [f"R{number:02}" for number in range(1, len(LINE_CODES) + 1)]
    assert list(FILE_CODES) == [f"F{number:02}" for number in range(1, len(FILE_CODES) + 1)]


def test_the_rules_of_a_column_stand_together_because_a_column_is_judged_at_once() -> None:
    columns = [column for column, _ in groupby(rule.column for rule in (*SALE_RULES, *NUMBER_RULES, *ITEM_RULES))]

    assert columns == [DATE_TIME, BRANCH, TOTAL, PAYMENT, PRODUCTS, SALE_NUMBER, PRODUCTS]


def test_a_reason_is_a_plain_sentence_without_a_place_for_a_value() -> None:
    reasons = [rule.reason for rule in LINE_CODES.values()] + [rule.reason for rule in FILE_CODES.values()]

    assert all(re.fullmatch(r"[a-z][^{}%]*[a-z0-9]", reason) for reason in reasons)
