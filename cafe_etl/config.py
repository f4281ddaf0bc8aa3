"""The settings and their precedence: flag > environment > config file > default.

The config file is TOML, typed by the dataclasses below and checked before anything is read or written. An unknown key
is an error that suggests the nearest known one. A relative path in it counts from the config file's own folder.
"""

import codecs
import functools
import os
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args

from cafe_etl.errors import StorageError, UsageError
from cafe_etl.outcomes.statuses import Overlap

if TYPE_CHECKING:  # only a run, and a config file with layouts, pays for these
    from cafe_etl.layouts import Layout
    from cafe_etl.layouts.titles import Titled

CONFIG_FILE = Path("cafe-etl.toml")
ENVIRONMENT = "CAFE_ETL_"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY_BRANCH = "*"
_MOST_DAYS = 36_500

_T = TypeVar("_T")


@dataclass(frozen=True)
class OpenDays:
    """One `[branches.NAME]` table of the config file: the first and the last day on which the branch was open."""

    opened: date | None = None
    closed: date | None = None


@dataclass(frozen=True)
class Settings:
    """The settings that a command needs beyond its own arguments.

    `max_bad_rows` and `max_mismatches` are shares from 0 to 1; `wait` is in seconds; `closed_weekdays` holds the closed
    weekdays of each branch, 1 is Monday; EVERY_BRANCH covers the branches that are not listed. `branches` says when
    branches opened and closed. What is not set is inferred from the data.
    """

    warehouse: Path = Path("warehouse.duckdb")
    wait: float = 10.0
    max_bad_rows: float = 0.1
    max_mismatches: float = 0.1
    max_gap_days: int = 31
    on_overlap: Overlap = "hold"
    currency: str = "£"
    closed_weekdays: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    branches: Mapping[str, OpenDays] = field(default_factory=dict)
    own_layouts: "tuple[Layout | Titled, ...]" = ()

    @functools.cached_property
    def layouts(self) -> "tuple[Layout | Titled, ...]":
        """The user's own layouts, then the built-in ones."""
        from cafe_etl.layouts.built_in import BUILT_IN

        return (*self.own_layouts, *BUILT_IN)


@dataclass(frozen=True)
class _ConfigFile:
    """The config file as it is written; None where a key is not set."""

    warehouse: str | None = None
    wait: float | None = None
    max_bad_rows: float | str | None = None
    max_mismatches: float | str | None = None
    max_gap_days: int | None = None
    on_overlap: str | None = None
    currency: str | None = None
    closed_weekdays: list[str] | dict[str, list[str]] | None = None
    branches: dict[str, dict[str, Any]] = field(default_factory=dict)
    layouts: dict[str, dict[str, Any]] = field(default_factory=dict)


def load_settings(
    config: Path | None = None,
    *,
    warehouse: Path | None = None,
    wait: float | None = None,
    max_bad_rows: str | None = None,
    max_mismatches: str | None = None,
    max_gap_days: int | None = None,
    on_overlap: Overlap | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """The settings in force, from flags, environment, config file and defaults, in this order.

    Raises: UsageError for a wrong value or an unknown key; StorageError for a config file that cannot be read.
    """
    flags = {
        "warehouse": warehouse,
        "wait": wait,
        "max_bad_rows": max_bad_rows,
        "max_mismatches": max_mismatches,
        "max_gap_days": max_gap_days,
        "on_overlap": on_overlap,
    }
    given = {name: value for name, value in flags.items() if value is not None}
    for name in _READERS.keys() - given.keys():
        value = environment.get(f"{ENVIRONMENT}{name.upper()}")
        if value:
            given[name] = value
    path, is_named = file_in_force(config, environment)
    settings = _from_file(path) if is_named or path.is_file() else Settings()
    return replace(settings, **{name: _READERS[name](value) for name, value in given.items()})


def file_in_force(config: Path | None, environment: Mapping[str, str] = os.environ) -> tuple[Path, bool]:
    """The config file that counts, and whether somebody has named it, so that it must be there."""
    named = config or (Path(environment[f"{ENVIRONMENT}CONFIG"]) if environment.get(f"{ENVIRONMENT}CONFIG") else None)
    return named or CONFIG_FILE, named is not None


def _from_file(path: Path) -> Settings:
    import msgspec  # only a command with a config file pays for it

    try:
        content = msgspec.toml.decode(_text(path.read_bytes()))
    except OSError:
        raise StorageError(f"The config file {path} cannot be read. Nothing was changed. Check the path.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text. Nothing was changed. Save it as UTF-8 and run again.") from None
    except msgspec.DecodeError:
        raise UsageError(f"{path} is not valid TOML. Nothing was changed. Correct it and run again.") from None
    written = _converted(content, _ConfigFile, "", path)
    layouts = tuple(_layout(name, table, path) for name, table in written.layouts.items())
    given = {name: getattr(written, name) for name in _READERS if getattr(written, name) is not None}
    settings = Settings(**{name: _READERS[name](value) for name, value in given.items()})
    return replace(
        settings,
        warehouse=path.parent / settings.warehouse if written.warehouse else settings.warehouse,
        branches={name: _open_days(name, table, path) for name, table in written.branches.items()},
        own_layouts=layouts,
    )


def _text(content: bytes) -> str:
    """UTF-8 with a byte-order mark or without, or UTF-16 with one: Notepad of Windows writes all of them."""
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if is_utf16 else "utf-8-sig")


def _open_days(name: str, content: dict[str, Any], path: Path) -> OpenDays:
    days = _converted(content, OpenDays, f"branches.{name}.", path)
    if days.opened and days.closed and days.closed < days.opened:
        raise UsageError(f"{path}: branches.{name} closed before it opened. Nothing was changed. Correct the days.")
    return days


def _layout(name: str, content: dict[str, Any], path: Path) -> "Layout | Titled":
    """A layout of one's own: by header where its columns are a table, by place where they are a list."""
    from cafe_etl.layouts.built_in import BUILT_IN
    from cafe_etl.personal import personal_in

    if kind := personal_in(name):  # the books keep the name
        raise UsageError(f"{path}: a layout's name holds {kind}. Nothing was changed. Rename it and run again.")
    if isinstance(content.get("columns"), dict):
        layout: Layout | Titled = _by_header(name, content, path)
    else:
        layout = _by_place(name, content, path)
    if any(name == built_in.name for built_in in BUILT_IN):
        raise UsageError(f"{path}: layouts.{name} is the name of a built-in layout. Nothing was changed. Rename it.")
    return layout


def _by_place(name: str, content: dict[str, Any], path: Path) -> "Layout":
    from cafe_etl.layouts import Basket, layout_problems
    from cafe_etl.layouts.language import PlacedTable

    prefix = f"layouts.{name}."
    if isinstance(content.get("basket"), dict):
        _converted(content["basket"], Basket, f"{prefix}basket.", path)
    layout = _converted(content, PlacedTable, prefix, path).layout(name)
    _refuse_first(layout_problems(layout), prefix, path)
    return layout


def _by_header(name: str, content: dict[str, Any], path: Path) -> "Titled":
    from cafe_etl.layouts import language
    from cafe_etl.personal import personal_in

    prefix = f"layouts.{name}."
    table = _converted(content, language.TitledTable, prefix, path)
    if kind := next(filter(None, map(personal_in, language.texts_of(table))), None):
        raise UsageError(f"{path}: a text of layouts.{name} holds {kind}. Nothing was changed. Take it out.")
    _refuse_first(language.problems(table), prefix, path)
    return table.titled(name)


def _refuse_first(problems: Iterable[str], prefix: str, path: Path) -> None:
    for problem in problems:
        stop = "" if problem.endswith("?") else "."
        raise UsageError(f"{path}: {prefix}{problem}{stop} Nothing was changed. Correct it and run again.")


def _converted(content: dict[str, Any], kind: type[_T], prefix: str, path: Path) -> _T:
    """A table of the config file as one of the types above.

    Raises: UsageError that names the key.
    """
    import msgspec

    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]  # each of the types is a dataclass
    for key in content:
        if key not in known:
            import difflib

            near = difflib.get_close_matches(key, known, n=1)
            hint = f'Did you mean "{prefix}{near[0]}"?' if near else f"Known keys: {', '.join(known)}."
            raise UsageError(f'{path}: there is no setting "{prefix}{key}". {hint} Nothing was changed.')
    for key, each in known.items():
        if each.default is MISSING and each.default_factory is MISSING and key not in content:
            raise UsageError(f'{path}: "{prefix}{key}" is missing. Nothing was changed. Add it and run again.')
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as error:
        problem, _, key = str(error).replace(" | null", "").rstrip("`").partition(" - at `$.")
        raise UsageError(
            f'{path}: "{prefix}{key}": {problem.lower()}. Nothing was changed. Correct it and run again.'
        ) from None


def _share(name: str, value: str | float) -> float:
    """A share of lines or sales: `0.1`, or `10%`."""
    text = str(value).strip()
    try:
        share = float(Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1))  # 33.3 / 100 is below 0.333
    except (ArithmeticError, ValueError):
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(f"{name} must be a share such as 0.1 or 10%. Nothing was changed.")
    return share


def _days(value: str | int) -> int:
    try:
        days = int(value)
    except ValueError:
        days = -1
    if not 0 <= days <= _MOST_DAYS:
        raise UsageError(f"max_gap_days must be a number of days, 0 to {_MOST_DAYS}. Nothing was changed.")
    return days


def _seconds(value: str | float) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise UsageError("wait must be a number of seconds, 0 or more. Nothing was changed.")
    return seconds


def _overlap(value: str) -> Overlap:
    if value not in get_args(Overlap):
        raise UsageError("on_overlap must be hold, replace or append. Nothing was changed.")
    return cast(Overlap, value)


def _currency(value: str) -> str:
    if len(value) > 4 or not value.isprintable():
        raise UsageError('currency must be a sign such as "£" or "EUR", at most 4 characters. Nothing was changed.')
    return value


def _closed_weekdays(value: str | list[str] | dict[str, list[str]]) -> dict[str, tuple[int, ...]]:
    """`Sunday, Monday` or a list of such names for every branch; a table has a list for each branch."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    by_branch = value if isinstance(value, dict) else {EVERY_BRANCH: value}
    if any(day.title() not in WEEKDAYS for days in by_branch.values() for day in days):
        raise UsageError(f"closed_weekdays must be weekday names: {', '.join(WEEKDAYS)}. Nothing was changed.")
    return {
        branch: tuple(sorted({WEEKDAYS.index(day.title()) + 1 for day in days})) for branch, days in by_branch.items()
    }


_READERS: dict[str, Any] = {
    "warehouse": Path,
    "wait": _seconds,
    "max_bad_rows": partial(_share, "max_bad_rows"),
    "max_mismatches": partial(_share, "max_mismatches"),
    "max_gap_days": _days,
    "on_overlap": _overlap,
    "currency": _currency,
    "closed_weekdays": _closed_weekdays,
}
