"""Word documents: a file an office can restyle, filled with what is known.

``docxtpl`` is read when it is first used: most processes never write a document.
"""

from __future__ import annotations

import re
from dataclasses import asdict, is_dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # no XML holds these


def filled(template: Path, facts: dict[str, Any]) -> bytes:
    """Return ``template`` filled with ``facts``; what they say is text, never markup."""
    paper = import_module("docxtpl").DocxTemplate(template)
    paper.render(_written(facts), autoescape=True)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def document(data: bytes, name: str) -> HttpResponse:
    """Return the answer that saves ``data`` as a Word document called ``name``."""
    answer = HttpResponse(data, content_type=DOCX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.docx"
    answer["Cache-Control"] = "no-store"
    return answer


def _written(value: Any) -> Any:
    """Return ``value`` with all its text as a document can hold it."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, dict):
        return {name: _written(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_written(one) for one in value]
    return UNWRITABLE.sub("", value) if isinstance(value, str) else value
