"""What a validation found: plain values, in an order that does not change from run to run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rdgraph.errors import ValidationError
from rdgraph.messages import message


class Severity(IntEnum):
    """How bad a result is; the worst sorts first."""

    VIOLATION = 0
    WARNING = 1
    INFO = 2


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One fault of a graph: which node, on which path, with which value, against which shape.

    ``path`` and ``shape`` are written with prefixes; ``value`` is in N-Triples form, or empty
    where a value is missing.
    """

    severity: Severity
    shape: str
    focus: str
    path: str
    value: str
    constraint: str
    message: str
    message_en: str

    def __str__(self) -> str:
        where = " ".join(part for part in (self.focus, self.path, self.value) if part)
        return f"{where}：{self.message}（{self.shape}）"


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All faults of a graph, the worst first. A graph conforms where none is a violation."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether the graph keeps to the model; warnings do not count."""
        return not self.violations

    @property
    def violations(self) -> tuple[Result, ...]:
        """What makes the graph wrong."""
        return tuple(r for r in self.results if r.severity is Severity.VIOLATION)

    @property
    def warnings(self) -> tuple[Result, ...]:
        """What is worth a look: warnings and remarks."""
        return tuple(r for r in self.results if r.severity is not Severity.VIOLATION)

    def raise_for_violations(self) -> None:
        """Raise a `ValidationError` that names the first violations, if there are any."""
        if self.conforms:
            return
        first = self.violations[0]
        raise ValidationError.of(
            "graph.invalid", place=first.focus, count=len(self.violations), path=first.path, value=first.value,
            told=f"{first.message} {first.message_en}", shape=first.shape,
        )  # fmt: skip

    def __str__(self) -> str:
        code = "validate.keeps" if self.conforms else "validate.breaks"
        counts = message(code, violations=len(self.violations), warnings=len(self.warnings))
        return "\n".join([counts, *(f"- {r}" for r in self.results)])
