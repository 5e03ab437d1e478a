"""Lines for the log, to stderr: plain for people or JSON for machines, without personal data in either.

Requests' bodies and query strings are logged nowhere. What may still slip in, a value in the database's
complaint for instance, is taken out here.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import datetime
from typing import Any

from motcua.kernel.clock import TZ

# PostgreSQL repeats values of rows in these lines of an error
_VALUES = re.compile(r"^(DETAIL|CONTEXT|LINE \d+): .*(\n\s*\^\s*$)?", re.MULTILINE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![\w.-])\+?\d{9,13}(?![\w-])")  # personal, tax and phone numbers


def without_personal_data(text: str) -> str:
    """The text with values of rows, e-mail addresses and long numbers taken out."""
    text = _VALUES.sub(r"\1: (left out)", text)
    return _NUMBER.sub("(number)", _EMAIL.sub("(e-mail)", text))


class PlainFormatter(logging.Formatter):
    """`2026-08-28T16:00:00+07:00 ERROR django.request Internal Server Error: /tra-cuu`."""

    def format(self, record: logging.LogRecord) -> str:
        return without_personal_data(super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _instant(record)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, logger, message, error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": _instant(record),
            "level": record.levelname,
            "logger": record.name,
            "message": without_personal_data(record.getMessage()),
        }
        if record.exc_info:
            line["error"] = without_personal_data(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def logging_settings(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING.

    Takes
        form   "plain" or "json"
        level  the least that is written, e.g. INFO
    Refuses: ValueError for another form.
    """
    if form not in {"plain", "json"}:
        raise ValueError("MOTCUA_LOG must be plain or json")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"()": PlainFormatter, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": JsonFormatter},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would mail tracebacks and print them twice
            "django": {"handlers": [], "level": level, "propagate": True},
            # one line a job is too much of the same
            "procrastinate": {"level": "WARNING"},
            # repeats with its traceback what procrastinate.worker has just said
            "procrastinate.utils": {"level": "CRITICAL"},
        },
    }


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, TZ).isoformat(timespec="milliseconds")
