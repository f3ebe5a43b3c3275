"""A small sealed file that travels between two places that share nothing but a code.

What both may read stands in it openly; what only the receiver should know is encrypted; all of it
is signed. Both keys come from the code, which is shown once and travels another way. Whoever
changes a character, or has another code, gets ``ParcelBroken`` and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KIND = "fulian-parcel-1"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LONG, MOST = 16, 20_000  # characters of a code (79 bits), bytes of a file
NONCE = 12


class ParcelBroken(ValueError):
    """The file is none of ours, was altered, or the code is another one's."""


def new_code() -> str:
    """Return a code to be read aloud: four groups of four characters."""
    letters = [secrets.choice(LETTERS) for _ in range(LONG)]
    return "-".join("".join(letters[n : n + 4]) for n in range(0, LONG, 4))


def wrap(facts: dict[str, Any], private: dict[str, Any], code: str) -> bytes:
    """Return the file that holds ``facts`` openly and ``private`` for whoever has ``code``."""
    salt, nonce = os.urandom(16), os.urandom(NONCE)
    cipher, mac = _keys(code, salt)
    sealed = nonce + AESGCM(cipher).encrypt(nonce, _text(private), salt)
    parcel = {"kind": KIND, "facts": facts, "salt": _said(salt), "private": _said(sealed)}
    parcel["mac"] = _mac(mac, parcel)
    return json.dumps(parcel, ensure_ascii=False, indent=1).encode()


def unwrap(data: bytes, code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the file holds, openly and privately; raise ``ParcelBroken`` for any doubt."""
    try:
        if len(data) > MOST:
            raise ParcelBroken("too long")
        parcel = json.loads(data)
        said, salt = parcel.pop("mac"), base64.b64decode(parcel["salt"])
        sealed = base64.b64decode(parcel["private"])
        cipher, mac = _keys(code, salt)
        if parcel["kind"] != KIND or not hmac.compare_digest(str(said), _mac(mac, parcel)):
            raise ParcelBroken("altered, or another code")
        private = AESGCM(cipher).decrypt(sealed[:NONCE], sealed[NONCE:], salt)
        return dict(parcel["facts"]), dict(json.loads(private))
    except ParcelBroken:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InvalidTag) as bad:
        raise ParcelBroken("not a parcel") from bad


def _keys(code: str, salt: bytes) -> tuple[bytes, bytes]:
    typed = "".join(c for c in code.upper() if c in LETTERS).encode()
    both = hashlib.scrypt(typed, salt=salt, n=2**14, r=8, p=1, dklen=64)
    return both[:32], both[32:]


def _mac(key: bytes, parcel: dict[str, Any]) -> str:
    return hmac.new(key, _text(parcel), hashlib.sha256).hexdigest()


def _text(what: dict[str, Any]) -> bytes:
    return json.dumps(what, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _said(data: bytes) -> str:
    return base64.b64encode(data).decode()
