"""Files that other systems can prove came from a county here: Ed25519 over canonical JSON.

A county's key is derived from the newest data key, so it is nowhere stored and lost with nothing;
its public half is what the receiving system keeps.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

ALGORITHM = "Ed25519"


def canonical(facts: Any) -> bytes:
    """Return ``facts`` as JSON of one spelling: keys sorted, no spaces, UTF-8."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return text.encode()


def signed(facts: dict[str, Any], *, county: int) -> bytes:
    """Return a file that holds ``facts`` and the county's signature over their canonical JSON."""
    value = base64.b64encode(_key(county).sign(canonical(facts))).decode()
    seal = {"algorithm": ALGORITHM, "key": fingerprint(public_key(county)), "value": value}
    return canonical({"payload": facts, "signature": seal})


def is_signed(file: bytes, key: str) -> bool:
    """Say whether ``file`` was signed by the owner of the public ``key`` and is unchanged."""
    try:
        told = json.loads(file)
        value = base64.b64decode(told["signature"]["value"], validate=True)
        _public(key).verify(value, canonical(told["payload"]))
    except (InvalidSignature, ValueError, KeyError, TypeError, RecursionError):
        return False
    return True


def public_key(county: int) -> str:
    """Return the public half of a county's key: 32 bytes in base64."""
    raw, form = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return base64.b64encode(_key(county).public_key().public_bytes(raw, form)).decode()


def fingerprint(key: str) -> str:
    """Return by what a public key is told from others: the start of its SHA-256."""
    return hashlib.sha256(base64.b64decode(key)).hexdigest()[:16]


def _key(county: int) -> Ed25519PrivateKey:
    _, master = settings.DATA_KEYS[max(settings.DATA_KEYS)]
    kdf = HKDF(hashes.SHA256(), 32, None, f"sign|{county}".encode())
    return Ed25519PrivateKey.from_private_bytes(kdf.derive(master))


def _public(key: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
