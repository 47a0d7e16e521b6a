"""Counts for whoever watches the server, in the text format of Prometheus."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0)


@dataclass
class Metrics:
    """What has been served since the start."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    _durations: list[int] = field(default_factory=lambda: [0] * (len(_BUCKETS) + 1))
    _seconds: float = 0.0

    def query(self, outcome: str, seconds: float) -> None:
        """Count a query."""
        self.outcomes[outcome] += 1
        self._seconds += seconds
        self._durations[next((i for i, b in enumerate(_BUCKETS) if seconds <= b), len(_BUCKETS))] += 1

    def text(self, gauges: dict[str, int]) -> str:
        """Return all counts, with the state of things as *gauges*."""
        lines = ["# TYPE rdgraph_requests_total counter"]
        for (route, status), count in sorted(self.requests.items()):
            lines.append(f'rdgraph_requests_total{{route="{route}",status="{status}"}} {count}')
        lines.append("# TYPE rdgraph_queries_total counter")
        lines += [f'rdgraph_queries_total{{outcome="{o}"}} {n}' for o, n in sorted(self.outcomes.items())]
        lines.append("# TYPE rdgraph_query_seconds histogram")
        below = 0
        for bound, count in zip((*map(str, _BUCKETS), "+Inf"), self._durations, strict=True):
            below += count
            lines.append(f'rdgraph_query_seconds_bucket{{le="{bound}"}} {below}')
        lines += [f"rdgraph_query_seconds_sum {self._seconds:.6f}", f"rdgraph_query_seconds_count {below}"]
        for name, value in gauges.items():
            lines += [f"# TYPE rdgraph_{name} gauge", f"rdgraph_{name} {value}"]
        return "\n".join(lines) + "\n"
