"""The passwords and keys of the local services: made once, kept in one file, never printed."""

import os
import secrets
from pathlib import Path

from fulian.local.talk import RefusedError


def _fresh() -> dict[str, str]:
    return {
        "PG_SUPERUSER_PASSWORD": secrets.token_hex(24),
        "FULIAN_OWNER_PASSWORD": secrets.token_hex(24),
        "FULIAN_APP_PASSWORD": secrets.token_hex(24),
        "FULIAN_SECRET_KEY": secrets.token_urlsafe(48),
        "FULIAN_CONTEXT_KEY": secrets.token_hex(32),
        "FULIAN_DATA_KEYS": f"1:{secrets.token_hex(32)}",
        "FULIAN_INDEX_KEY": secrets.token_hex(32),
    }


def read(path: Path) -> dict[str, str]:
    """Return what the file holds; refuse one that lacks a name."""
    lines = path.read_text().splitlines()
    found = dict(line.split("=", 1) for line in lines if "=" in line)
    missing = _fresh().keys() - found.keys()
    if missing:
        raise RefusedError(f"{path} 里缺少 {'、'.join(sorted(missing))}，请从备份恢复这个文件。")
    return found


def keep(path: Path, *, has_data: bool) -> dict[str, str]:
    """Return the secrets, made on the first start; never new ones for data that exists already."""
    if path.exists():
        return read(path)
    if has_data:
        raise RefusedError(f"数据还在，密钥文件 {path} 却不见了：没有它读不出数据，请从备份恢复。")
    made = _fresh()
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as out:
        out.writelines(f"{name}={value}\n" for name, value in made.items())
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
    return made
