"""What the ticker does for the outbox."""

from marketplace.ticker.registry import every, in_background

from . import pruning, relay

in_background(relay.start_in_web_process)


@every("30s", name="outbox.sweep")
def sweep() -> None:
    """Hand on what no relay was woken for: events of a process that crashed after its commit, and retries.

    A process with relay threads looks for those by itself.
    """
    if not relay.is_running():
        relay.drain()


@every("24h", name="outbox.prune")
def prune() -> None:
    """Delete events of long ago."""
    pruning.prune()
