"""Background work: its county, its queue, and a process that refuses to serve over broken walls."""

from __future__ import annotations

import os
import re
import selectors
import subprocess
import sys
import time
from contextlib import suppress
from urllib.parse import quote

import pytest
from celery import Task, current_app
from django.conf import settings
from django.db import connection, transaction

from fulian import checks
from fulian.scoping import ScopeMissing, current, scope
from fulian.tasks import enqueue
from orgs import tasks
from orgs.models import County, Org
from tests.conftest import plant


class Waiting:
    """Takes from the real broker what was queued since."""

    def __init__(self):
        current_app.control.purge()

    def __call__(self):
        found = []
        with (
            current_app.connection_for_read() as line,
            line.SimpleQueue("celery") as messages,
            suppress(messages.Empty),
        ):
            while True:
                message = messages.get_nowait()
                found.append((message.headers["task"], message.payload[1]))
                message.ack()
        return found


@pytest.fixture
def queue():
    return Waiting()


def test_a_task_runs_in_the_scope_of_its_county(east, west):
    @current_app.task(name="tests.look", bind=False)
    def look(*, county):
        return current().county, Org.objects.count()

    assert look(county=east.county.pk) == (east.county.pk, 7)
    assert look(county=west.county.pk)[0] == west.county.pk
    with pytest.raises(ScopeMissing):
        Org.objects.count()


def test_a_task_without_its_county_is_an_error(east):
    with pytest.raises(TypeError, match="county"):
        tasks.check_tree()
    with pytest.raises(TypeError, match="county"):
        tasks.check_tree.apply_async(kwargs={})


def test_every_task_is_of_a_county_or_says_otherwise():
    ours = [t for name, t in current_app.tasks.items() if name.startswith("orgs.")]
    assert {t.name for t in ours if type(t).__bases__[0] is Task} <= {
        "orgs.check_trees", "orgs.sweep", "orgs.write_export",
    }  # fmt: skip
    assert all(
        entry["task"] in current_app.tasks for entry in settings.CELERY_BEAT_SCHEDULE.values()
    )


@pytest.mark.django_db(transaction=True)
def test_work_is_queued_when_it_is_committed(queue):
    county = plant("430424", "东县", "0100").county.pk
    with scope(county):
        enqueue("orgs.check_tree")
        assert queue() == []
    assert queue() == [("orgs.check_tree", {"county": county})]
    with scope(county):
        enqueue("orgs.check_tree")
        transaction.set_rollback(True)
    assert queue() == []


def test_an_unknown_name_is_an_error_at_once(east):
    with scope(east.county.pk), pytest.raises(KeyError):
        enqueue("orgs.chek_tree")
    with pytest.raises(ScopeMissing):
        enqueue("orgs.check_tree")


def environment(role="app"):
    """Return what a process needs to work in the database of the tests, as ``role``."""
    told = connection.settings_dict
    user, password = told["USER"], told["PASSWORD"]
    if role == "owner":
        user, password = settings.DATABASE_OWNER["USER"], settings.DATABASE_OWNER["PASSWORD"]
    host, port = quote(told["HOST"], safe=""), f":{told['PORT']}" if told["PORT"] else ""
    return os.environ | {
        "DATABASE_URL": f"postgres://{user}:{password}@{host}{port}/{told['NAME']}"
    }


WORKER = [sys.executable, "-m", "celery", "-A", "fulian", "worker", "-c", "1", "-l", "info"]


@pytest.fixture
def worker(transactional_db):
    env = environment() | {"C_FORCE_ROOT": "1"}
    process = subprocess.Popen(
        [*WORKER, "-n", f"test{os.getpid()}@localhost"],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=False,
    )  # fmt: skip
    yield process
    process.terminate()
    process.wait(20)
    if process.stdout:
        process.stdout.close()


def read_until(process, pattern, seconds=30):
    """Return what the process said up to ``pattern``."""
    said, end = "", time.monotonic() + seconds
    with selectors.DefaultSelector() as line:
        line.register(process.stdout, selectors.EVENT_READ)
        while not re.search(pattern, said):
            assert line.select(end - time.monotonic()), said
            part = os.read(process.stdout.fileno(), 65536).decode()
            assert part, said
            said += part
    return said


def test_a_real_worker_does_it(queue, worker):
    county = plant("430424", "东县", "0100").county.pk
    with scope(county), connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_org SET lft = lft + 100 WHERE depth = 1")
    with scope(county):
        enqueue("orgs.check_tree")
    said = read_until(worker, r"tree broken.*\n")
    assert f'"county": {county}' in said
    tasks.check_tree.apply_async(kwargs={"county": county + 999})
    read_until(worker, r"Task orgs.check_tree\[.*raised")


def test_a_process_of_the_owner_refuses_to_serve(transactional_db):
    for command in ([sys.executable, "-c", "import fulian.wsgi"], WORKER):
        ended = subprocess.run(
            command,
            env=environment("owner"),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 1
        assert "it must run as fulian_app" in ended.stderr


def test_a_breach_refuses_to_serve(east, monkeypatch):
    checks.refuse_to_serve()
    monkeypatch.setattr(checks, "DEFINERS", [])
    with pytest.raises(checks.WallsBroken, match=r"R10.*app.county"):
        checks.refuse_to_serve()
    monkeypatch.setattr(checks, "RULES", "SELECT x FROM app.pad")
    with pytest.raises(checks.WallsBroken, match="migrate"), transaction.atomic():
        checks.refuse_to_serve()


def test_a_wrong_county_is_loud(east):
    with pytest.raises(County.DoesNotExist):
        tasks.check_tree(county=east.county.pk + 999)
