"""What a query may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the endpoint; each has an answer of its own when it is met."""

    seconds: float = 10.0
    """How long a query may run before its process is killed."""
    rows: int = 50_000
    """How many rows or triples an answer may have; a larger one is refused, never cut short."""
    answer_bytes: int = 64 * 2**20
    """How large an answer may be."""
    query_bytes: int = 32 * 2**10
    """How long a query may be."""
    parallel: int = 4
    """How many queries run at once, each in a process of its own."""
    waiting: float = 10.0
    """How many seconds a query waits for a process before it is sent away."""
    memory_bytes: int = 1 * 2**30
    """How much memory a query may take beside the data, where the system can say (not on Windows)."""
