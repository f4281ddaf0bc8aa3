import os
import signal
from collections.abc import Iterator

import pytest

from cafe_etl.system import interrupts

NUMBERS = (signal.SIGINT, signal.SIGTERM)


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """What a process does with the signals that has run no command yet; a command of another test may stay deaf."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in NUMBERS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def signals(handlers: None) -> Iterator[list[int]]:
    """In a command; the signals that came."""
    with interrupts.caught() as came, interrupts.obeyed():
        yield came


def interrupt(number: int = signal.SIGINT) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_is_obeyed_at_once(number: int, signals: list[int]) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupt(number)

    assert signals == [number]


def test_the_handlers_are_as_before_when_a_command_has_ended() -> None:
    before = [signal.getsignal(number) for number in NUMBERS]

    with interrupts.caught():
        inside = [signal.getsignal(number) for number in NUMBERS]

    assert [signal.getsignal(number) for number in NUMBERS] == before != inside


@pytest.mark.usefixtures("signals")
def test_a_signal_waits_for_the_end_of_the_block() -> None:
    done = []

    with pytest.raises(KeyboardInterrupt), interrupts.waiting():  # noqa: PT012  # it goes on
        interrupt()
        done.append("all of it")

    assert done == ["all of it"]


@pytest.mark.usefixtures("signals")
def test_a_signal_waits_until_it_is_obeyed() -> None:
    done = []

    with pytest.raises(KeyboardInterrupt), interrupts.waiting():  # noqa: PT012  # it goes on
        interrupts.obey()  # none came
        interrupt()
        done.append("the step that was begun")
        interrupts.obey()
        done.append("the next one")

    assert done == ["the step that was begun"]


def test_another_error_of_the_block_is_not_hidden(signals: list[int]) -> None:
    with pytest.raises(ZeroDivisionError), interrupts.waiting():  # noqa: PT012
        interrupt()
        raise ZeroDivisionError

    assert signals == [signal.SIGINT]


@pytest.mark.usefixtures("signals")
def test_after_the_block_signals_are_obeyed_at_once_again() -> None:
    with interrupts.waiting():
        pass

    with pytest.raises(KeyboardInterrupt):
        interrupt()


def test_one_that_comes_before_a_command_is_obeyed_at_its_beginning_and_one_after_it_waits() -> None:
    with interrupts.caught() as signals:
        interrupt()
        with pytest.raises(KeyboardInterrupt), interrupts.obeyed():
            pytest.fail("the command was begun")
        interrupt(signal.SIGTERM)

    assert signals == [*NUMBERS]


def test_what_was_heard_is_not_obeyed_twice_and_another_one_is(signals: list[int]) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupt()
    interrupts.heard()
    interrupts.obey()
    with pytest.raises(KeyboardInterrupt):
        interrupt(signal.SIGTERM)

    assert signals == [*NUMBERS]


def test_when_it_is_too_late_signals_are_ignored_for_good() -> None:
    with interrupts.caught() as signals, interrupts.obeyed():
        interrupts.too_late()
        interrupt()
    interrupt(signal.SIGTERM)

    assert signals == []


@pytest.mark.usefixtures("signals")
def test_one_that_a_library_swallowed_is_obeyed_before_it_is_too_late() -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupt()
    with pytest.raises(KeyboardInterrupt):
        interrupts.too_late()
