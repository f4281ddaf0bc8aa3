from collections.abc import Sequence
from datetime import datetime

import pytest

from cafe_etl import errors
from cafe_etl.cli import exit_codes
from cafe_etl.outcomes.check import Check, CheckOutcome
from cafe_etl.outcomes.ingest import Draft, FileOutcome, Reject, RunOutcome
from cafe_etl.outcomes.statuses import FileStatus, RunStatus

BAD = (Reject(1, "date_time", "R03", "no date"),)
LOADED = FileOutcome(Draft("a.csv", sale_lines=1), FileStatus.LOADED)
PARTLY = FileOutcome(Draft("b.csv", sale_lines=1, rejects=BAD), FileStatus.LOADED)
IN = FileOutcome(Draft("c.csv"), FileStatus.ALREADY_IN)
RESAVED = FileOutcome(Draft("e.csv", sale_lines=1, rejects=BAD), FileStatus.ALREADY_IN)
HELD = FileOutcome(Draft("d.csv"), FileStatus.HELD)


def outcome(files: Sequence[FileOutcome]) -> RunOutcome:
    return RunOutcome(1, RunStatus.LOADED, "w", datetime(2021, 8, 25), 0.0, dry_run=False, files=tuple(files))


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([], 0),
        ([LOADED], 0),
        ([IN], 0),
        ([LOADED, IN], 0),
        ([PARTLY], 3),
        ([RESAVED], 3),
        ([LOADED, HELD], 3),
        ([IN, HELD], 3),
        ([HELD], 4),
        ([HELD, HELD], 4),
    ],
)
def test_a_run_ends_with_what_became_of_its_files(files: list[FileOutcome], code: int) -> None:
    assert exit_codes.of_run(outcome(files)) == code


@pytest.mark.parametrize(("offences", "code"), [((), 0), ((0, 0), 0), ((0, 2), 4)])
def test_a_check_ends_with_what_is_broken(offences: tuple[int, ...], code: int) -> None:
    checks = tuple(Check("name", "A promise.", number, ()) for number in offences)

    assert exit_codes.of_check(CheckOutcome(checks)) == code


def test_every_error_has_a_code_of_its_own() -> None:
    kinds = errors.CafeEtlError.__subclasses__()

    codes = [exit_codes.of_error(kind("")) for kind in kinds]

    assert sorted(codes) == [2, 4, 5, 6, 7]
    assert exit_codes.of_error(errors.CafeEtlError("")) == exit_codes.UNEXPECTED
