"""Draws the sample market's pictures into files, on all cores, and leaves alone what is drawn already."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from . import pictures
from .gallery import IMAGES, Shot

#: WebP qualities that are tried from the best until the file is small enough; the last one is taken as it comes.
QUALITIES: Final = (74, 68, 62, 56, 50, 44, 38)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of one shot."""

    name: str
    size: int
    changed: bool


def missing(shots: Sequence[Shot]) -> list[Shot]:
    """The shots that have no file yet."""
    return [shot for shot in shots if not shot.path.exists()]


def leftovers(shots: Sequence[Shot]) -> list[Path]:
    """Files in the folder that belong to none of these shots."""
    wanted = {shot.path for shot in shots}
    return sorted(path for path in IMAGES.glob("*.webp") if path not in wanted)


def draw_all(shots: Sequence[Shot], *, workers: int = 0) -> Iterator[Drawn]:
    """Draw these shots and yield each as it is written, in order. ``workers`` 0 means one for each core."""
    IMAGES.mkdir(exist_ok=True)
    with ProcessPoolExecutor(workers or os.cpu_count(), initializer=_step_back) as pool:
        yield from pool.map(draw_one, shots, chunksize=4)


def draw_one(shot: Shot) -> Drawn:
    """Draw one shot and write its file; a file that would come out the same is not touched."""
    image = getattr(pictures, shot.drawer)(**shot.arguments)
    content = encoded(image, most_bytes=shot.most_bytes)
    changed = not shot.path.exists() or shot.path.read_bytes() != content
    if changed:
        shot.path.write_bytes(content)
    return Drawn(shot.name, len(content), changed)


def encoded(image: Image.Image, *, most_bytes: int) -> bytes:
    """The picture as WebP, in the best quality that stays within ``most_bytes``."""
    content = b""
    for quality in QUALITIES:
        target = BytesIO()
        image.save(target, "WEBP", quality=quality, method=6)
        content = target.getvalue()
        if len(content) <= most_bytes:
            break
    return content


def _step_back() -> None:
    """Drawing takes minutes; whatever else the machine does goes first."""
    os.nice(10)
