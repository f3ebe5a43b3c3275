"""A row's facts as the record keeps them, and back again."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from fulian import crypto


def kept(row: models.Model, found: Any) -> Any:
    """Return what the record keeps of a field: JSON, personal words sealed."""
    value = getattr(row, found.attname)
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(found, models.JSONField):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if value and getattr(row, "privacy", {}).get(found.name):
        return _closed(row, found, str(value))
    if isinstance(value, DateRange):
        return found.value_to_string(row)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _closed(row: models.Model, found: Any, text: str) -> dict[str, str]:
    """Return a personal value as the record keeps it.

    A row with a ``record_key`` of its own locks its words with it: they go when the row goes.
    """
    if key := getattr(row, "record_key", ""):
        return {"locked": base64.b64encode(crypto.lock(text, key)).decode()}
    county = getattr(row, "county_id", 0) or 0
    bound = f"record.{row._meta.label_lower}.{found.attname}"
    sealed = crypto.seal(text, county=county, column=bound)
    return {"sealed": base64.b64encode(sealed).decode()}


def restored(row: models.Model, column: str, value: Any) -> Any:
    """Return the Python value of ``column`` from its image."""
    if isinstance(value, dict) and "bytes" in value:
        return base64.b64decode(value["bytes"])
    if isinstance(value, dict):
        value = _opened(row, column, value)
    found = next(f for f in row._meta.concrete_fields if f.attname == column)
    return json.loads(value) if isinstance(found, models.JSONField) else found.to_python(value)


def _opened(row: models.Model, column: str, value: dict[str, str]) -> str:
    if "locked" in value:
        return crypto.unlock(base64.b64decode(value["locked"]), getattr(row, "record_key", ""))
    county = getattr(row, "county_id", 0) or 0
    bound = f"record.{row._meta.label_lower}.{column}"
    return crypto.unseal(base64.b64decode(value["sealed"]), county=county, column=bound)
