"""Where a look-alike may not run: it says "paid" to whoever asks."""

PRODUCTION = "production"
LIVE_KEYS = ("sk_live_", "rk_live_", "CHASECK-")
REFUSAL = "The simulators take no money and must not run in production: {reason}."


class Refused(SystemExit):
    """Ends the process with its reason on standard error."""


def refuse_production(*, settings_module: str, keys: list[str]) -> None:
    """Raise `Refused` where the shop's settings are those of production, or a key is one that moves real money."""
    if settings_module.rsplit(".", 1)[-1] == PRODUCTION:
        raise Refused(REFUSAL.format(reason=f"DJANGO_SETTINGS_MODULE is {settings_module}"))
    if any(key.startswith(LIVE_KEYS) for key in keys):
        raise Refused(REFUSAL.format(reason="a provider's key is a live one"))
