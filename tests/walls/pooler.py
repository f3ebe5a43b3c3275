"""A real pgbouncer in transaction mode in front of the test database."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PORT = 6543
SERVERS = 4  # far fewer than clients, so that every server connection serves them all
NOBODY = 65534

CONFIG = """
[databases]
{name} = host={host} port={port} dbname={name}
[pgbouncer]
pool_mode = transaction
default_pool_size = {servers}
max_client_conn = 200
auth_type = scram-sha-256
auth_file = {folder}/users
unix_socket_dir = {folder}
listen_port = {here}
ignore_startup_parameters = extra_float_digits,options
log_connections = 0
log_disconnections = 0
log_pooler_errors = 0
logfile = {folder}/log
"""


@contextmanager
def pooler() -> Iterator[str]:
    """Run pgbouncer for the block; yield the folder of its socket, the host to connect to."""
    wanted = connection.settings_dict
    host = str(wanted["HOST"])
    user = _user(host)
    with tempfile.TemporaryDirectory(prefix="pooler-") as name:
        folder = Path(name)
        (folder / "users").write_text(f'"{wanted["USER"]}" "{wanted["PASSWORD"]}"\n')
        facts = {"name": wanted["NAME"], "host": host, "port": wanted["PORT"] or 5432}
        ini = folder / "pgbouncer.ini"
        ini.write_text(CONFIG.format(**facts, servers=SERVERS, folder=folder, here=PORT))
        (folder / "users").chmod(0o600)
        if user is not None:
            for place in (folder, ini, folder / "users"):
                os.chown(place, user, user)
        rights: dict[str, Any] = (
            {} if user is None else {"user": user, "group": user, "extra_groups": []}
        )
        child = subprocess.Popen(
            [str(PROGRAM), "-q", str(ini)], cwd="/", stderr=subprocess.DEVNULL, **rights
        )
        try:
            _wait(child, folder)
            yield name
        finally:
            child.terminate()
            child.wait(10)


def client(folder: str) -> psycopg.Connection[Any]:
    """Return a bare connection through the pooler, as a careless program makes one."""
    params = connection.get_connection_params() | {"host": folder, "port": PORT}
    return psycopg.connect(**params, autocommit=True)


def _user(host: str) -> int | None:
    """Return whom pgbouncer runs as: it refuses root, and must reach the server's own folder."""
    if os.geteuid() != 0:
        return None
    owner = Path(host).stat().st_uid if host.startswith("/") else 0
    return owner or NOBODY


def _wait(child: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and child.poll() is None:
        try:
            client(str(folder)).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    log = folder / "log"
    raise RuntimeError(f"pgbouncer does not answer: {log.read_text() if log.exists() else ''}")
