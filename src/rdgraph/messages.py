"""What is said to users, in Chinese and English: texts are data (``messages.yaml``), looked up by code."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    import yaml  # a quick start: most commands say nothing before their work is done

    text = resources.files("rdgraph").joinpath("messages.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=yaml.CSafeLoader))


def message(code: str, language: str = "zh", **values: object) -> str:
    """Return the message of a code with its values filled in; values are made safe for a terminal."""
    return _catalogue()[code][language].format(**{name: plain(str(value)) for name, value in values.items()})


def known(code: str) -> bool:
    """Tell whether there is a message of a code."""
    return code in _catalogue()


def both(code: str, **values: object) -> str:
    """Return a message in Chinese with the English behind it."""
    return f"{message(code, 'zh', **values)} ({message(code, 'en', **values)})"


def sentences(code: str, **values: object) -> str:
    """Return a message in Chinese and, behind it, in English, as the body of an answer to a program or a browser."""
    return f"{message(code, 'zh', **values)} {message(code, 'en', **values)}".rstrip() + "\n"


def reason(code: str, language: str = "zh") -> str:
    """Return why something was refused or stays unlinked, in words; a code that has none stands for itself."""
    kind, _, detail = code.partition(":")
    if kind.startswith(("unless_", "only_")):
        return message("reason.guard", language, guard=kind)
    return message(f"reason.{kind}", language, rule=detail) if known(f"reason.{kind}") else code


def plain(text: str) -> str:
    """Return a text in which nothing can steer a terminal: control and format characters become U+FFFD."""
    return "".join(c if c in "\n\t" or unicodedata.category(c)[0] != "C" else "\ufffd" for c in text)
