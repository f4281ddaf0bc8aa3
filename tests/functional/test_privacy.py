"""No customer name and no card number is written or printed, on success and on every failure.

Canaries are names and card numbers that stand nowhere else; every byte that a command prints or leaves on the disk is
searched for them.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_etl.config import Settings
from cafe_etl.errors import CafeEtlError, RefusedError
from cafe_etl.ingest import batches, load, run
from cafe_etl.ingest.run import ingest
from cafe_etl.warehouse.local import place as local_place
from tests.branch_files import LATTE, standard_line, write_file
from tests.functional.conftest import Cafe

NAME = "Zebedee Quagmire"
CARD = "4929753186420975"
CARDS = (CARD, "4929 7531 8642 0975", "4929-7531-8642-0975", f"discover,{CARD}", f"{CARD}.0", "4.929753186420975E+15")
_WORDS = re.compile(rb"zebedee|quagmire|4\.?929[ -]?7531[ -]?8642[ -]?0975|753186420975", re.IGNORECASE)


def canaries(content: bytes) -> set[bytes]:
    """Every name and card number in some bytes, in UTF-8 or with a zero between letters, as UTF-16 and UTF-32 have."""
    return {found.lower() for text in (content, content.replace(b"\0", b"")) for found in _WORDS.findall(text)}


def on_the_disk(folder: Path) -> dict[str, set[bytes]]:
    """What stands in any file or file name below a folder, but for the exports themselves."""
    return {
        str(path): found
        for path in folder.rglob("*")
        if "in" not in path.relative_to(folder).parts
        if (found := canaries(str(path).encode() + (path.read_bytes() if path.is_file() else b"")))
    }


def personal(card: str = CARD, **cells: Any) -> str:
    return standard_line(customer=NAME, card=card, **cells)


SLID = {
    "a comma in the name": f"25/08/2021 09:05,Leeds,{NAME}, Esq,Large Latte - 2.45,2.45,CARD,{CARD}",
    "a field is missing": f"25/08/2021 09:05,Leeds,Large Latte - 2.45,2.45,{NAME},{CARD}",
    "an unclosed quote": f'25/08/2021 09:05,Leeds,"{NAME},Large Latte - 2.45,2.45,CARD,{CARD}',
    "the card is the payment": personal(payment=CARD),
    "the card is the payment, with blanks": personal(payment=CARDS[1]),
    "the card is the payment, with dashes": personal(payment=CARDS[2]),
    "the card is the branch": personal(branch=CARD),
    "the card is an item": personal(items=((CARD, "2.45"),)),
    "the card is a flavour": personal(items=((f"Latte - {CARDS[1]}", "2.45"),)),
    "the card is the total": personal(total=CARD),
    "the name is the total": personal(total=NAME),
    "the name is the date": personal(date_time=NAME),
    "the name is the price": personal(items=(("Latte", NAME),), total="2.45"),
    "the name is the basket": f"25/08/2021 09:05,Leeds,Ann,{NAME},2.45,CARD,{CARD}",
    "no text": "\udcff".join(NAME),
}
GOOD = [personal(date_time=f"25/08/2021 09:{minute:02}", card=CARDS[minute % len(CARDS)]) for minute in range(30)]
HEADER = f"date_time,branch,{NAME},card {CARD},total,how,card"


def export(*lines: str) -> None:
    path = Path("in/leeds.csv")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes("".join(f"{line}\n" for line in (HEADER, *lines)).encode("utf-8", "surrogateescape"))


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, module: object, name: str, error: BaseException) -> Iterator[None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(module, name, fail)
        yield


def test_the_search_finds_what_it_searches_for(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "leaky.duckdb")) as connection:
        connection.execute("CREATE TABLE leak AS SELECT ? AS who, ? AS card", [NAME, CARD])
    (tmp_path / "wide.txt").write_text(NAME, encoding="utf-16")

    assert canaries(f"{HEADER} {CARDS}".encode()) >= {b"zebedee", b"quagmire", CARD.encode(), b"4.929753186420975"}
    assert on_the_disk(tmp_path) == {
        str(tmp_path / "leaky.duckdb"): {b"zebedee", b"quagmire", CARD.encode()},
        str(tmp_path / "wide.txt"): {b"zebedee", b"quagmire"},
    }


@pytest.mark.parametrize("what", ["all is well", *SLID])
def test_nothing_personal_is_left_of_a_line(what: str, cafe: Cafe, tmp_path: Path) -> None:
    export(*GOOD[:15], *([SLID[what]] if what in SLID else []), *GOOD[15:])

    printed = [
        cafe("ingest", "in", "--dry-run"),
        cafe("ingest", "in", "--debug", "--json"),
        cafe("ingest", "in"),
        cafe("report", "top-products"),
        cafe("rejects", "--format", "json"),
        cafe("runs", "--format", "csv"),
    ]

    assert canaries(" ".join(each.out + each.err for each in printed).encode()) == set()
    assert on_the_disk(tmp_path) == {}
    outcome = json.loads(printed[1].out)
    assert (outcome["sales"], outcome["lines"]["held"]) == (30, int(what in SLID))


def test_nothing_personal_is_left_of_a_file_that_is_held(cafe: Cafe, tmp_path: Path) -> None:
    held = {
        "page.csv": f"<p>{NAME} {CARD}",
        "list.csv": f"{NAME},{CARD}\n" * 3,
        "mostly_bad.csv": "\n".join([*GOOD[:5], *SLID.values()][:-1]),
        "nul.csv": f"{GOOD[0]}\0",
        "object.csv": json.dumps({"name": NAME, "card": CARD}),
        "no_branch.csv": f"25/08/2021 09:00,{NAME},Large Latte - 2.45,2.45,CARD,{CARD}",
    }
    for name, content in held.items():
        write_file(Path("in", name), [content])
    write_file(Path("in/zz.csv"), GOOD)
    write_file(Path("in/zz_resaved.csv"), GOOD, end="\r\n")
    cafe("ingest", "in", "--quiet")
    write_file(Path("in/zzz_conflict.csv"), [*GOOD[:4], GOOD[4].replace("CASH", "VOUCHER"), *GOOD[5:]])

    printed = [cafe("ingest", "in", "--debug"), cafe("ingest", "in", "--json"), cafe("rejects"), cafe("runs")]

    assert canaries(" ".join(each.out + each.err for each in printed).encode()) == set()
    assert on_the_disk(tmp_path) == {}
    assert {file["name"][3:] for file in json.loads(printed[1].out)["details"] if file["code"]} == {
        *held,
        "zzz_conflict.csv",
    }


FORMS = {
    "branch": {"4929.0000/1111_2222": "R05", "a.smith@example.com": "R20", "07700 900123": "R21"},
    "payment": {"4929²0000²1111²2222": "R09", "a.smith (at) example.com": "R22", "+1 555 010 0199": "R23"},
    "item": {"4929|0000|1111|2222": "R12", "for a.smith@example.com": "R24", "(020) 7946 0958": "R25"},
}


@pytest.mark.parametrize(
    ("column", "text", "code"), [(column, *form) for column, forms in FORMS.items() for form in forms.items()]
)
def test_what_is_a_persons_in_a_kept_text_is_written_nowhere(
    column: str, text: str, code: str, cafe: Cafe, tmp_path: Path
) -> None:
    cells: dict[str, Any] = {"items": ((text, "2.45"),)} if column == "item" else {column: text}
    write_file(Path("in", f"{text.replace('/', '|')}.csv"), [*GOOD, personal(**cells)])

    printed = [cafe("ingest", "in", "--json"), cafe("ingest", "in"), cafe("rejects"), cafe("runs"), cafe("check")]

    [file] = json.loads(printed[0].out)["details"]
    assert [reject["code"] for reject in file["rejects"]] == [code]
    written = [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
    for sought in (text, text.replace("/", "|")):
        assert not any(sought.encode() in content for content in [*written, *(each.out.encode() for each in printed)])


def test_what_may_be_a_persons_is_listed_and_breaks_no_promise(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [*GOOD, personal(date_time="25/08/2021 10:00", payment="Tab Anna")])
    cafe("ingest", "in")

    listed = cafe("check", "--privacy", "--format", "json")

    assert (listed.code, json.loads(listed.out)["rows"]) == (
        0,
        [
            {
                "place": "payments.method",
                "id": 2,
                "times": 1,
                "text": "Tab Anna",
                "why": 'seen 3 times or fewer, has "tab"',
            }
        ],
    )


FAILURES: dict[str, tuple[object, str, Callable[[], BaseException], int]] = {
    "a check fails": (run, "require_checks", lambda: RefusedError("A promise broke."), 4),
    "the disk is full": (local_place, "_publish", lambda: OSError(28, NAME), 6),
    "DuckDB quotes a line": (load, "load", lambda: duckdb.ConversionException(f"{NAME} {CARD}"), 1),
    "DuckDB cannot write": (load, "load", lambda: duckdb.IOException(f"{NAME} {CARD}"), 6),
    "an error of another library": (batches, "scrub", lambda: ValueError(NAME, CARD), 1),
    "an interrupt": (load, "load", lambda: KeyboardInterrupt(NAME), 130),
}


@pytest.mark.parametrize("what", FAILURES)
@pytest.mark.parametrize("existing", [True, False], ids=["a warehouse is there", "no warehouse yet"])
def test_nothing_personal_is_left_when_a_run_fails(
    what: str, existing: bool, cafe: Cafe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name, error, code = FAILURES[what]
    if existing:
        write_file(Path("in/york.csv"), [standard_line(branch="York", items=(LATTE,))])
        cafe("ingest", "in")
    export(*GOOD, *SLID.values())

    with failing(monkeypatch, module, name, error()):
        printed = [
            cafe("ingest", "in", "--max-bad-rows", "100%", *options)
            for options in ((), ("--debug",), ("--json",), ("--dry-run",))
        ]
    if existing:
        printed += [cafe("runs"), cafe("rejects")]

    assert [each.code for each in printed[:3]] == [code] * 3
    assert printed[3].code == (3 if what == "the disk is full" else code)  # a dry run publishes nothing
    assert canaries(" ".join(each.out + each.err for each in printed).encode()) == set()
    assert on_the_disk(tmp_path) == {}


@settings(max_examples=30, deadline=None)
@given(
    lines=st.lists(st.sampled_from([*GOOD[:6], *[line for line in SLID.values() if "\udcff" not in line]]), min_size=1),
    share=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_nothing_personal_is_left_of_any_mixture(lines: list[str], share: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_file(Path(folder, "in", "leeds.csv"), [HEADER, *lines])
        try:
            said = repr(ingest([Path(folder, "in")], Settings(Path(folder, "w.duckdb"), max_bad_rows=share)))
        except CafeEtlError as error:
            said = str(error)

        assert canaries(said.encode()) == set()
        assert on_the_disk(Path(folder)) == {}
