"""PDF files, where the optional extra ``pdf`` is installed (decisions/0032).

Set in Noto Sans CJK, which comes with the extra: no font of the machine is asked, so that a page is
the same everywhere. What is written is handed over as data and never read as markup.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

PDF = "application/pdf"
FONTS = "noto_cjk_sans_otc"


@cache
def can_set() -> bool:
    """Say whether the extra is installed here."""
    return all(find_spec(name) is not None for name in ("typst", FONTS))


def typeset(template: Path, facts: dict[str, Any]) -> bytes:
    """Return ``template`` set with ``facts`` as a PDF; it reads them from ``sys.inputs.facts``."""
    found = find_spec(FONTS)
    fonts = list(found.submodule_search_locations or ()) if found else []
    return bytes(
        import_module("typst").compile(
            str(template), font_paths=fonts, ignore_system_fonts=True,
            sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        )
    )  # fmt: skip


def pdf(data: bytes, name: str) -> HttpResponse:
    """Return the answer that saves ``data`` as a PDF called ``name``."""
    answer = HttpResponse(data, content_type=PDF)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.pdf"
    answer["Cache-Control"] = "no-store"
    return answer
