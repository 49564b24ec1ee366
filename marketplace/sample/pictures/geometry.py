"""Curves: every outline of the pictures is a list of points made here."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]
Path = list[Point]
Outline = Sequence[Point]


def points(text: str) -> Path:
    """The points of ``"x,y x,y ..."``, as SVG writes an outline."""
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


def _tangent(before: Point, here: Point, after: Point, span: float) -> Point:
    """The direction of the curve at ``here``, for a piece whose knots are ``span`` apart."""
    first, last = math.dist(before, here) ** 0.5, math.dist(here, after) ** 0.5
    if first < 1e-6 or last < 1e-6:
        return (after[0] - before[0]) / 2, (after[1] - before[1]) / 2

    def axis(i: int) -> float:
        return span * (
            (here[i] - before[i]) / first - (after[i] - before[i]) / (first + last) + (after[i] - here[i]) / last
        )

    return axis(0), axis(1)


def _piece(a: Point, b: Point, c: Point, d: Point, steps: int) -> Path:
    """The curve from ``b`` to just before ``c``; centripetal, so that it never swings out where points lie close."""
    span = math.dist(b, c) ** 0.5
    out, back = _tangent(a, b, c, span), _tangent(b, c, d, span)
    path: Path = []
    for step in range(steps):
        t = step / steps
        k = (2 * t**3 - 3 * t**2 + 1, t**3 - 2 * t**2 + t, 3 * t**2 - 2 * t**3, t**3 - t**2)
        x, y = (k[0] * b[i] + k[1] * out[i] + k[2] * c[i] + k[3] * back[i] for i in (0, 1))
        path.append((x, y))
    return path


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 12) -> Path:
    """A Catmull-Rom curve through the points. A point given twice in a row becomes a corner."""
    count = len(points)
    path: Path = []
    for i in range(count if closed else count - 1):
        near = [i - 1, i, i + 1, i + 2]
        if closed:
            a, b, c, d = (points[k % count] for k in near)
        else:
            a, b, c, d = (points[min(max(k, 0), count - 1)] for k in near)
        if b != c:
            path += _piece(a, b, c, d, steps)
    return path if closed else [*path, points[-1]]


def bezier(a: Point, b: Point, c: Point, d: Point, *, steps: int = 24) -> Path:
    """The cubic Bezier from ``a`` to ``d`` with the handles ``b`` and ``c``."""
    path: Path = []
    for s in range(steps + 1):
        t = s / steps
        k = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        path.append(
            (
                k[0] * a[0] + k[1] * b[0] + k[2] * c[0] + k[3] * d[0],
                k[0] * a[1] + k[1] * b[1] + k[2] * c[1] + k[3] * d[1],
            )
        )
    return path


def ellipse(x: float, y: float, rx: float, ry: float, *, start: float = 0, end: float = 360, steps: int = 72) -> Path:
    """Points of an ellipse (or an arc of it), in degrees clockwise from the right."""
    angles = (math.radians(start + (end - start) * s / steps) for s in range(steps + 1))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Path:
    """A rectangle with round corners."""
    radius = min(radius, width / 2, height / 2)
    corners = (
        (x + width - radius, y + radius, -90),
        (x + width - radius, y + height - radius, 0),
        (x + radius, y + height - radius, 90),
        (x + radius, y + radius, 180),
    )
    return [p for cx, cy, a in corners for p in ellipse(cx, cy, radius, radius, start=a, end=a + 90, steps=10)]


def rectangle(x: float, y: float, width: float, height: float) -> Path:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def normals(path: Sequence[Point]) -> list[Point]:
    """The unit normal (to the left of the direction of travel) at each point of an open path."""
    result: list[Point] = []
    last = len(path) - 1
    for i in range(len(path)):
        (x0, y0), (x1, y1) = path[max(i - 1, 0)], path[min(i + 1, last)]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        result.append(((y1 - y0) / length, -(x1 - x0) / length))
    return result


def ribbon(path: Sequence[Point], start: float, end: float | None = None) -> Path:
    """The outline of a stroke along an open path, its width running from ``start`` to ``end``."""
    end = start if end is None else end
    left: Path = []
    right: Path = []
    for i, ((x, y), (nx, ny)) in enumerate(zip(path, normals(path), strict=True)):
        half = (start + (end - start) * i / max(len(path) - 1, 1)) / 2
        left.append((x + nx * half, y + ny * half))
        right.append((x - nx * half, y - ny * half))
    return left + right[::-1]


def offset(path: Sequence[Point], distance: float) -> Path:
    """The open path moved sideways by ``distance`` (to the left of the direction of travel)."""
    return [(x + nx * distance, y + ny * distance) for (x, y), (nx, ny) in zip(path, normals(path), strict=True)]


def along(path: Sequence[Point], gap: float) -> list[tuple[Point, float]]:
    """Places every ``gap`` along the path, each with the direction of travel in radians."""
    places: list[tuple[Point, float]] = []
    due = 0.0
    for (x0, y0), (x1, y1) in zip(path, path[1:], strict=False):
        length = math.hypot(x1 - x0, y1 - y0)
        angle = math.atan2(y1 - y0, x1 - x0)
        while length and due <= length:
            t = due / length
            places.append(((x0 + (x1 - x0) * t, y0 + (y1 - y0) * t), angle))
            due += gap
        due -= length
    return places


def hull(points: Sequence[Point]) -> Path:
    """The convex hull."""

    def half(ordered: list[Point]) -> Path:
        chain: Path = []
        for p in ordered:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        return chain[:-1]

    ordered = sorted(set(points))
    return half(ordered) + half(ordered[::-1])


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
