"""Another installation: its key, and the signed files it sends."""

from __future__ import annotations

import base64
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fulian import signing
from reports.catalogue import INDICATORS
from reports.queries.canonical import canonical, digest

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"8" * 32)


def public(private: Ed25519PrivateKey) -> str:
    """Return the public half of a key as it is registered."""
    raw, form = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return base64.b64encode(private.public_key().public_bytes(raw, form)).decode()


KEY = public(PRIVATE)


def content(**other: Any) -> dict[str, Any]:
    """Return the totals of a county elsewhere, with something changed."""
    places = [
        place("430121000000", "长沙县妇联", "county", {"I-ORG-1": [3, 4]}),
        place("430121100000", "星沙街道妇联", "township", {"I-ORG-1": [1, 2]}),
    ]
    return {
        "form": "fulian-report-1", "county": "430121", "name": "长沙县", "other_codes": [],
        "quarter": "2026Q3", "taken_on": "2026-09-30", "version": 1,
        "published_at": "2026-10-20T01:00:00+00:00", "report": "a" * 64,
        "indicators": {one.id: one.version for one in INDICATORS}, "places": places,
    } | other  # fmt: skip


def place(code: str, title: str, level: str, figures: Any) -> dict[str, Any]:
    """Return one place of a report."""
    return {"code": code, "title": title, "level": level, "figures": figures}


def parcel(said: Any = None, *, by: Ed25519PrivateKey = PRIVATE, **other: Any) -> bytes:
    """Return a signed file of ``said``, or of the totals with something changed."""
    totals = content(**other) if said is None else said
    facts = {"totals": totals, "sha256": digest(canonical(totals))}
    value = base64.b64encode(by.sign(signing.canonical(facts))).decode()
    seal = {"algorithm": "Ed25519", "key": signing.fingerprint(public(by)), "value": value}
    return signing.canonical({"payload": facts, "signature": seal})
