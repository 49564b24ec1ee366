"""Rates and percentiles."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured thing: how many in how many seconds, and how long single ones took, in milliseconds."""

    name: str
    count: int
    seconds: float
    errors: int
    p50: float
    p95: float
    p99: float

    @property
    def rate(self) -> float:
        """Per second."""
        return self.count / self.seconds if self.seconds else 0.0

    def row(self) -> dict[str, float | int | str]:
        return {
            "name": self.name,
            "rate": round(self.rate, 1),
            "p50_ms": round(self.p50, 2),
            "p95_ms": round(self.p95, 2),
            "p99_ms": round(self.p99, 2),
            "count": self.count,
            "errors": self.errors,
            "seconds": round(self.seconds, 2),
        }


def summarise(*, name: str, durations: Sequence[float], seconds: float, errors: int = 0) -> Figure:
    """`durations` of single ones in seconds."""
    ordered = sorted(durations) or [0.0]

    def percentile(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000

    return Figure(name, len(durations), seconds, errors, percentile(0.5), percentile(0.95), percentile(0.99))


def table(figures: Sequence[Figure]) -> str:
    """The figures for reading."""
    head = f"{'what':<44} {'per second':>11} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'count':>7} {'errors':>6}"
    lines = [
        f"{f.name:<44} {f.rate:>11.1f} {f.p50:>8.1f} {f.p95:>8.1f} {f.p99:>8.1f} {f.count:>7} {f.errors:>6}"
        for f in figures
    ]
    return "\n".join([head, "-" * len(head), *lines])
