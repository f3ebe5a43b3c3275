"""Answers of the desk that are files."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from fulian.workbooks import XLSX


def workbook(data: bytes, name: str) -> HttpResponse:
    """Return the answer that saves ``data`` as a workbook called ``name``."""
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["Cache-Control"] = "no-store"
    return answer
