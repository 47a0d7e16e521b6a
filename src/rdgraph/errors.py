"""The exceptions of rdgraph: each says what is wrong, in which file and where, and what to do.

::

    RdgraphError
    ├── SourceError        a newsletter cannot be read
    ├── RuleError          a rule file is wrong
    ├── QueryError         a query or a question is wrong, or asks for more than is allowed
    ├── PublishError       a graph cannot be published or sent to a store
    ├── GraphError         a graph cannot be built, found or loaded
    │   └── ValidationError    a graph breaks the model
    └── ExportError        what was built cannot be written

The text of an error is Chinese first, English after it on a line of its own.
"""

from __future__ import annotations

from typing import Self

from rdgraph.messages import known, message


class RdgraphError(Exception):
    """Something the user can mend: *message* says what, *file* and *place* where, *remedy* how."""

    def __init__(
        self,
        message: str,
        message_en: str = "",
        *,
        file: str = "",
        place: str = "",
        remedy: str = "",
        remedy_en: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.message_en = message_en
        self.file = file
        self.place = place
        self.remedy = remedy
        self.remedy_en = remedy_en

    @classmethod
    def of(cls, code: str, *, file: str = "", place: str = "", **values: object) -> Self:
        """Return an error with the message of a code, and its remedy, which stands under ``<code>-remedy``."""
        remedy = f"{code}-remedy"
        return cls(
            message(code, "zh", **values), message(code, "en", **values), file=file, place=place,
            remedy=message(remedy, "zh", **values) if known(remedy) else "",
            remedy_en=message(remedy, "en", **values) if known(remedy) else "",
        )  # fmt: skip

    def __str__(self) -> str:
        chinese = "：".join(
            part for part in (self.file, self.place, _sentence(self.message, "。") + self.remedy) if part
        )
        if not self.message_en:
            return chinese
        words = " ".join(part for part in (_sentence(self.message_en, "."), self.remedy_en) if part)
        return chinese + "\n" + ": ".join(part for part in (self.file, self.place, words) if part)


class SourceError(RdgraphError):
    """A newsletter cannot be read: its format, its encoding or its content."""


class RuleError(RdgraphError):
    """A rule file is wrong; *place* is the id of the rule."""


class QueryError(RdgraphError):
    """A query or a saved question is wrong, or asks for what is not allowed."""


class PublishError(RdgraphError):
    """A graph cannot be published, or a store does not take it."""


class GraphError(RdgraphError):
    """A graph, or the ontology it is built on, cannot be built, found or loaded."""


class ValidationError(GraphError):
    """A graph breaks the model."""


class ExportError(RdgraphError):
    """What was built cannot be written: the folder, its permissions, the disk."""


def _sentence(text: str, stop: str) -> str:
    return text if text.endswith(("。", "！", "？", ".", "!", "?")) else text + stop
