"""Bad days of a provider, for the next calls that match: slow, down, lost, nonsense."""

import time
from dataclasses import dataclass
from typing import Any

from .store import get_store

KIND = "fault"
#: slow: answers after `seconds`. down: 500, nothing done. lost: done, then 500. nonsense: 200 with a web page in it.
MODES = ("slow", "down", "lost", "nonsense")
PROVIDERS = ("chapa", "stripe", "twilio")


@dataclass(frozen=True)
class Fault:
    mode: str
    seconds: float


def order(*, provider: str, mode: str, calls: int = 1, seconds: float = 20, match: str = "") -> dict[str, Any]:
    """Raise `KeyError` for a mode or provider there is not. `match` is a part of the address, such as "refund"."""
    if mode not in MODES or provider not in PROVIDERS:
        raise KeyError(f"{provider} {mode}")
    fault = {"provider": provider, "mode": mode, "calls": calls, "seconds": seconds, "match": match}
    return get_store().put(KIND, provider, fault)


def end(*, provider: str) -> None:
    get_store().delete(KIND, provider)


def ordered() -> list[dict[str, Any]]:
    return get_store().newest(KIND)


def take(*, provider: str, path: str) -> Fault | None:
    """The fault this call meets, used up by one."""
    store = get_store()
    with store.lock:
        fault = store.get(KIND, provider)
        if fault is None or fault["match"] not in path:
            return None
        fault["calls"] -= 1
        if fault["calls"] > 0:
            store.put(KIND, provider, fault)
        else:
            store.delete(KIND, provider)
    return Fault(fault["mode"], fault["seconds"])


def wait(fault: Fault | None) -> None:
    if fault and fault.mode == "slow":
        time.sleep(fault.seconds)
