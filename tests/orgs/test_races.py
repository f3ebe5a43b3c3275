"""Many hands at once, and processes that die in the middle."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from fulian.scoping import scope
from orgs import services
from orgs.models import County, Org, OrgStatus, Record
from orgs.queries import tree
from orgs.queries.divisions import proposal_for
from tests.conftest import NOW, TODAY, plant

OPEN = """
import django; django.setup()
from datetime import date; from django.utils import timezone
from orgs import services
print("ready", flush=True)
services.open_county(code="310115", on=date(2026, 11, 22), at=timezone.now(), by=None)
"""


def together(work, count):
    """Run ``work(k)`` in ``count`` threads; return what each answered or raised."""
    answers = [None] * count

    def run(k):
        try:
            answers[k] = work(k)
        except Exception as error:
            answers[k] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(k,)) for k in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_operators_open_the_same_county():
    answers = together(lambda k: services.open_county(code="430424", on=TODAY, at=NOW, by=None), 2)
    refused = [a for a in answers if isinstance(a, ValidationError)]
    assert len(refused) == 1, answers
    assert "已经开通" in refused[0].message
    with scope(County.objects.get().pk):
        assert Org.rows.count() == 277
        assert Record.objects.filter(act="orgs.open_county").count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_hands_on_one_tree():
    cast = plant("430424", "东县", "0100")

    def work(k):
        rng = random.Random(k)
        mine = []
        for i in range(12):
            with scope(cast.county.pk):
                if not mine or rng.random() < 0.5:
                    above = rng.choice([cast.village, cast.other_village])
                    name = f"小组{k}-{i}"
                    mine.append(services.found_org(parent=above, name=name, on=TODAY, by=None))
                elif rng.random() < 0.6:
                    org = Org.rows.get(pk=rng.choice(mine).pk)
                    above = cast.village if org.parent_id != cast.village.pk else cast.other_village
                    services.move_org(org=org, parent=above, on=TODAY, by=None)
                else:
                    services.close_org(org=mine.pop(), on=TODAY, by=None)
        return "done"

    assert together(work, 8) == ["done"] * 8
    with scope(cast.county.pk):
        assert tree.broken_nodes() == []
        assert Org.rows.filter(status=OrgStatus.CLOSED).exists()


@pytest.mark.django_db(transaction=True)
def test_connection_lost_midway_leaves_nothing(monkeypatch):
    def lost(**kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr("orgs.services.opening.grant_access", lost)
    with pytest.raises(Exception, match=r"terminat|closed|connection"):
        services.open_county(code="430424", on=TODAY, at=NOW, by=None, admin_phone="10005000001")
    connection.close()
    assert not County.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_process_killed_midway_leaves_all_or_nothing():
    url = urlsplit(os.environ["DATABASE_URL"])
    name = "/" + str(connection.settings_dict["NAME"])
    env = os.environ | {
        "DATABASE_URL": urlunsplit(url._replace(path=name)),
        "DJANGO_SETTINGS_MODULE": "fulian.settings",
    }
    units = len(proposal_for("310115").units)
    for wait in (0.0, 0.1, 0.2):
        child = subprocess.Popen([sys.executable, "-c", OPEN], env=env, stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        county = County.objects.filter(code="310115", opened_at__isnull=False).first()
        if county:
            with scope(county.pk):
                assert Org.rows.count() == units
                services.undo_opening(county=county, at=NOW, on=TODAY, by=None)
