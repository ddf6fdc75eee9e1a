"""Counters, gauges and histograms, written as Prometheus text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

Labels = tuple[tuple[str, str], ...]
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Counter:
    """A number that only grows, one for each set of labels."""

    kind = "counter"

    def __init__(self, name: str, help: str) -> None:
        self.name, self.help = name, help
        self._values: dict[Labels, float] = {}

    def add(self, amount: float = 1.0, **labels: str) -> None:
        """Add to the number with these labels."""
        key = tuple(labels.items())
        self._values[key] = self._values.get(key, 0.0) + amount

    def value(self, **labels: str) -> float:
        """Return the number with these labels."""
        return self._values.get(tuple(labels.items()), 0.0)

    def lines(self, common: Labels) -> Iterator[str]:
        """Give the samples, with the labels that all of them have."""
        for labels, value in sorted(self._values.items()):
            yield f"{self.name}{_labels(labels + common)} {_number(value)}"


class Gauge:
    """A number that is asked for when it is written."""

    kind = "gauge"

    def __init__(self, name: str, help: str, read: Callable[[], float]) -> None:
        self.name, self.help, self._read = name, help, read

    def lines(self, common: Labels) -> Iterator[str]:
        """Give the sample, with the labels that all of them have."""
        yield f"{self.name}{_labels(common)} {_number(self._read())}"


class Histogram:
    """How often a value was at most each bound, one histogram for each set of labels."""

    kind = "histogram"

    def __init__(self, name: str, help: str, bounds: Sequence[float] = BUCKETS) -> None:
        self.name, self.help, self._bounds = name, help, tuple(bounds)
        self._counts: dict[Labels, list[int]] = {}
        self._sums: dict[Labels, float] = {}

    def observe(self, value: float, **labels: str) -> None:
        """Count one value."""
        key = tuple(labels.items())
        counts = self._counts.setdefault(key, [0] * (len(self._bounds) + 1))
        counts[next((n for n, bound in enumerate(self._bounds) if value <= bound), len(self._bounds))] += 1
        self._sums[key] = self._sums.get(key, 0.0) + value

    def lines(self, common: Labels) -> Iterator[str]:
        """Give the samples, with the labels that all of them have."""
        for own, counts in sorted(self._counts.items()):
            total, labels = 0, own + common
            for bound, count in zip((*map(_number, self._bounds), "+Inf"), counts, strict=True):
                total += count
                yield f"{self.name}_bucket{_labels((*labels, ('le', bound)))} {total}"
            yield f"{self.name}_sum{_labels(labels)} {self._sums[own]:.6f}"
            yield f"{self.name}_count{_labels(labels)} {total}"


Metric = Counter | Gauge | Histogram


class Metrics:
    """Every metric of a process by name; ``common`` are labels that every sample has."""

    def __init__(self, common: Mapping[str, str] | None = None) -> None:
        self._common: Labels = tuple((common or {}).items())
        self._metrics: dict[str, Metric] = {}

    def counter(self, name: str, help: str) -> Counter:
        """Return the counter of a name, which is made when it is first asked for."""
        found = self._metrics.setdefault(name, Counter(name, help))
        assert isinstance(found, Counter)
        return found

    def histogram(self, name: str, help: str) -> Histogram:
        """Return the histogram of a name, which is made when it is first asked for."""
        found = self._metrics.setdefault(name, Histogram(name, help))
        assert isinstance(found, Histogram)
        return found

    def gauge(self, name: str, help: str, read: Callable[[], float]) -> None:
        """Add a gauge."""
        self._metrics[name] = Gauge(name, help, read)

    def text(self) -> str:
        """Return every metric as Prometheus reads it."""
        lines = [line for metric in self._metrics.values() for line in _lines(metric, self._common)]
        return "\n".join(lines) + "\n"


def _lines(metric: Metric, common: Labels) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.help}"
    yield f"# TYPE {metric.name} {metric.kind}"
    yield from metric.lines(common)


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    escaped = ((name, value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")) for name, value in labels)
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped) + "}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
