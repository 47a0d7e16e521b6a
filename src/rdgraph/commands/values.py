"""What the values of options must be: checked once, where they are given, and told in words."""

from __future__ import annotations

import re

import click

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")


def absolute(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return an absolute IRI as it is; refuse anything else."""
    return _whole(value, _ABSOLUTE, "option.absolute")


def address(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return an absolute IRI or a mail address as it is; refuse anything else."""
    return value if value and _MAIL.fullmatch(value) else _whole(value, _ABSOLUTE, "option.address")


def bars(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """Return the parts of a score, each with the figure that it must reach."""
    from rdgraph.messages import both
    from rdgraph.scoring import PARTS

    found = []
    for value in values:
        part, _, figure = value.partition("=")
        try:
            found.append((part, float(figure)))
        except ValueError as error:
            raise click.BadParameter(both("option.bar", value=value)) from error
        if part not in PARTS:
            raise click.BadParameter(both("option.part", part=part, known="、".join(PARTS)))
    return tuple(found)


def _whole(value: str | None, pattern: re.Pattern[str], code: str) -> str | None:
    from rdgraph.messages import both

    if value and not pattern.fullmatch(value):
        raise click.BadParameter(both(code, value=value))
    return value
