"""What codes mean by example: the smallest text that each is about, and the same put right.

Data alone, of the standard library: `cafe-etl explain`, the page of codes and a test that loads each example read it.
"""

from dataclasses import dataclass

SALE = "25/08/2021 09:00,Leeds,Ann Example,Large Latte - 2.45,2.45,CASH,\n"
"""A good line of the standard layout: when, where, who, what, how much, how it was paid, with which card."""


@dataclass(frozen=True)
class Example:
    """A file of which a line, or all, is held because of a code; and the same put right.

    bad, good: what is in the file, and what would be loaded; both empty where no text alone brings the code about
    how:       what brings it about then; or what a reader needs to know of the text
    before:    what another file said that was loaded first
    above:     the titles of a till that names its columns
    config:    what has to stand in cafe-etl.toml for it
    name, good_name: of the file, where it matters
    beside:    another code that the same text brings about
    is_whole:  nothing else is in the file; else other sales of the till stand around a line
    """

    bad: str = ""
    good: str = ""
    how: str = ""
    before: str = ""
    above: str = ""
    config: str = ""
    name: str = "leeds.csv"
    good_name: str = ""
    beside: str = ""
    is_whole: bool = False
