"""Structured logs: one JSON object a line, and never a personal value."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter as BaseFormatter

PERSONAL = re.compile(r"(?<!\d)(1\d{10}|\d{17}[\dXx]|\d{15})(?!\d)")
request_id: ContextVar[str] = ContextVar("request_id", default="")
request_address: ContextVar[str] = ContextVar("request_address", default="")  # never logged


class JsonFormatter(BaseFormatter):
    """Adds the request's number, and blots out whatever looks like a phone or an ID number."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Fill the object that becomes the line."""
        super().add_fields(log_data, record, message_dict)
        if number := request_id.get():
            log_data.setdefault("request", number)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return blot(super().format(record))


def blot(text: str) -> str:
    """Return ``text`` with phone and ID numbers replaced by ``***``."""
    return PERSONAL.sub("***", text)
