"""A proposal as a table of `cafe-etl.toml`, and as the layout that it describes."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cafe_etl.layouts.language import TitledTable, problems, texts_of
from cafe_etl.layouts.titles import GROSS, Titled
from cafe_etl.outcomes.layout import Proposal, Question
from cafe_etl.personal import personal_in

_SETTINGS = ("date_formats", "tax", "branch")


def answered(proposal: Proposal, question: Question, answer: str) -> Proposal:
    """The proposal with the answer to a question; a blank one changes nothing."""
    columns, settings = dict(proposal.columns), dict(proposal.settings)
    if not answer:
        return proposal
    if question.key == "date_formats":
        settings["date_formats"] = (answer,)
    elif question.key == GROSS:
        columns = {answer if role == GROSS else role: titles for role, titles in columns.items()}
    elif question.key in _SETTINGS:
        settings[question.key] = answer
    else:
        columns[question.key] = (answer,)
    return replace(proposal, columns=columns, settings=settings)


def problem_of(proposal: Proposal) -> str | None:
    """What is still missing or wrong, as `language.problems` says it."""
    table = _table(proposal)
    if held := next(filter(None, map(personal_in, texts_of(table))), None):
        return f"a text of it holds {held}"
    return next(problems(table), None)


def layout_of(proposal: Proposal, name: str) -> Titled:
    """The layout; the proposal has no problem."""
    return _table(proposal).titled(name)


def _table(proposal: Proposal) -> TitledTable:
    settings = {key: list(value) if isinstance(value, tuple) else value for key, value in proposal.settings.items()}
    columns: dict[str, str | list[str]] = {role: list(titles) for role, titles in proposal.columns.items()}
    return TitledTable(columns, **{"date_formats": [], **settings})  # type: ignore[arg-type]  # the language's own keys


def as_toml(proposal: Proposal, name: str, questions: Iterable[Question] = ()) -> str:
    """The table as text, with the open questions as comments."""
    open_questions = list(questions)
    lines = [f"[layouts.{name}]"]
    for key, value in proposal.settings.items():
        several = value[1:] if key == "date_formats" and isinstance(value, tuple) else ()
        shown = value[:1] if several and isinstance(value, tuple) else value
        lines.append(f"{key} = {_value(shown)}{''.join(f'  # or [{_value(each)}]' for each in several)}")
    lines += _comments(each for each in open_questions if each.key in _SETTINGS)
    lines.append(f"[layouts.{name}.columns]")
    lines += (
        f"{role} = {_value(titles[0] if len(titles) == 1 else titles)}" for role, titles in proposal.columns.items()
    )
    lines += _comments(each for each in open_questions if each.key not in _SETTINGS)
    return "\n".join(lines) + "\n"


def _comments(questions: Iterable[Question]) -> Iterator[str]:
    for each in questions:
        if each.key in ("date_formats", GROSS):
            yield f"# {each.text} Keep the right one above."
        else:
            choices = f" One of: {', '.join(map(_value, each.choices))}" if each.choices else ""
            yield f"# {each.key} = ?  {each.text}{choices}"


def _value(value: object) -> str:
    """A text, a list or a table in TOML; a text as JSON writes it is one of TOML too."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_value(key)} = {_value(each)}' for key, each in value.items())}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
