"""The addresses of ``homes`` × every person → status; read together with tests/test_faces.py."""

from __future__ import annotations

from typing import Any

from tests.homes import (
    activity_faces,
    care_faces,
    disclosing,
    lettering,
    programme_faces,
    register_faces,
    request_faces,
)

ROOMS: tuple[Any, ...] = (
    register_faces, disclosing, lettering, activity_faces, request_faces, programme_faces,
    care_faces,
)  # fmt: skip
WOMEN = "women/ 302 200 200 200 200 200 200 200 403 200 302\n"
HEAD = "address nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine\n"
TABLE = HEAD + WOMEN
OPEN: set[str] = set()  # what anyone may see
for _room in ROOMS:
    _lines = [line for line in _room.TABLE.splitlines() if not line.startswith("address ")]
    TABLE += "\n".join(_lines) + "\n"
    OPEN |= getattr(_room, "OPEN", set())
