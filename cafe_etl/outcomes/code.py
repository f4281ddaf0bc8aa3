"""What a code means, as a person and a program are told."""

from dataclasses import astuple, dataclass, fields

from cafe_etl.outcomes.report import ReportColumn, ReportOutcome

SCHEMA = "cafe-etl/codes/1"


@dataclass(frozen=True)
class Code:
    """A code of a line, of a file or of a command's end, with the smallest text that is about it.

    `column` is what the code of a line is about, `changed` whether data may have changed where a command ends so. The
    texts `bad` and `good` are of a file `name`; of an exit code `bad` is a command line. What is not known is empty.
    """

    code: str
    kind: str
    meaning: str
    way_out: str
    column: str = ""
    changed: str = ""
    before: str = ""
    config: str = ""
    bad_name: str = ""
    bad: str = ""
    good_name: str = ""
    good: str = ""
    note: str = ""


_SHOWN = ("code", "meaning")
_TITLES = {"code": "Code", "meaning": "It means"}


def as_report(codes: list[Code], *, to_read: bool = False) -> ReportOutcome:
    """A row for each code; `to_read` by a person, who asks for one of them next."""
    rows = [astuple(code) for code in codes]
    columns = tuple(
        ReportColumn(each.name, _TITLES.get(each.name, each.name), "prose" if each.name == "meaning" else "text")
        for each in fields(Code)
    )
    outcome = ReportOutcome(SCHEMA, "What a code means", columns, tuple(rows))
    if not to_read:
        return outcome
    kept = [at for at, column in enumerate(columns) if column.name in _SHOWN]
    return ReportOutcome(
        SCHEMA,
        "What codes mean; more of one: cafe-etl explain CODE",
        tuple(columns[at] for at in kept),
        tuple(tuple(row[at] for at in kept) for row in rows),
    )
