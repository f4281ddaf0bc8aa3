import pytest

from cafe_etl.spelling import FirstSpellings, folded, near, same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Leeds", "LEEDS"),
        ("Straße", "STRASSE"),
        ("Annie's", "Annie’s"),
        ("Annie's", "ANNIES"),
        ("Annie`s", "Annieʼs"),
        ("London-Camden", "London Camden"),
        ("London – Camden", "london_camden"),
        ("London\u2011Camden", "London\u00a0Camden"),
        (" Leeds", "Leeds "),
        ("Café Nord", "Cafe\u0301 Nord"),
        ("Café Nord", "CafÃ© Nord"),
        ("CAFÉ NORD", "CafÃ© Nord"),
        ("Café Nord", "CAFÃ‰ NORD"),
        ("Café Nord", "CafÃƒÂ© Nord"),
        ("Annie’s", "Annieâ€™s"),
        ("Bistro à Lyon", "Bistro Ã Lyon"),
        ("Voilà", "VoilÃ"),
        ("Łódź", "ÅÃ³dÅº"),
        ("東京", "æ±äº¬"),
    ],
)
def test_one_name_is_spelled_in_many_ways(one: str, other: str) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Leeds", "Leeds North"),
        ("Leeds 1", "Leeds 2"),
        ("Unit 1 2", "Unit 12"),
        ("Café", "Cafe"),
        ("Nord", "Nórd"),
        ("VoilÁ", "Voilà"),
        ("A+", "A"),
    ],
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert not same(one, other)
    assert not same(other, one)


def test_a_folded_name_folds_to_itself() -> None:
    for name in ("Annie's  Café-Bar", "İstanbul", "CafÃ©", "ΟΔΟΣ", "ẞ", "ŉ"):
        assert folded(folded(name)) == folded(name)


def test_the_first_spelling_is_kept_and_read_right() -> None:
    spellings = FirstSpellings(["Leeds", "YORK"])

    assert [spellings.of(name) for name in ("LEEDS", "York", "CafÃ© Nord", "café nord", "Bath")] == [
        "Leeds",
        "YORK",
        "Café Nord",
        "Café Nord",
        "Bath",
    ]


@pytest.mark.parametrize(
    ("name", "known", "sentence"),
    [
        ("london-camden", ["Leeds", "London Camden"], "Did you mean London Camden?"),
        ("Camden Lock", ["Leeds", "Camden"], "Did you mean Camden?"),
        ("Ledes", ["Leeds", "York"], "Did you mean Leeds?"),
        ("Bath", ["Leeds", "York"], "There are: Leeds, York."),
        ("Bath", [], "There is none yet."),
    ],
)
def test_near_names_are_told(name: str, known: list[str], sentence: str) -> None:
    assert near(name, known) == sentence
