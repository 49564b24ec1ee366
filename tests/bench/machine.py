"""Where the figures were measured."""

import os
import platform
from importlib.metadata import version
from pathlib import Path


def facts() -> dict[str, str | int]:
    """Cores, memory, processor and versions; no names of hosts or paths."""
    return {
        "cores": os.cpu_count() or 0,
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "processor": _processor(),
        "load_before": ", ".join(f"{value:.1f}" for value in os.getloadavg()),
        "python": platform.python_version(),
        "django": version("django"),
        "granian": version("granian"),
        "postgresql": _postgresql(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _postgresql() -> str:
    from django.db import connection

    number = connection.pg_version if connection.vendor == "postgresql" else 0
    return f"{number // 10000}.{number % 10000}"
