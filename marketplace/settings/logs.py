"""Logging for every way of running the shop: one line for each event, on standard error, for the machine to collect."""

import json
import logging


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for log collectors (LOG_FORMAT=json)."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def logging_config(*, level: str, style: str) -> dict:
    """Django's LOGGING; `style` is "plain" or "json"."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": JsonFormatter},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": style}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own handlers would say everything twice, and mail tracebacks with personal data in them.
            "django": {"handlers": [], "propagate": True},
            # Scanners ask for unknown hosts all day; that is not ours to repair.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # Where no provider is switched on the log is the telephone: shown whatever LOG_LEVEL says.
            "oscar_apps.communication.sms.console": {"level": "INFO"},
            # Wagtail tells two lines of every index update it makes at once.
            "django_tasks": {"level": "WARNING"},
            "botocore": {"level": "WARNING"},
            "PIL": {"level": "INFO"},
        },
    }
