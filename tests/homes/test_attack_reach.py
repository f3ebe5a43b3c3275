"""Whoever has no reach sends the forms of whoever has: nothing is written by any address.

The forms are the pages' own, read as the rightful person and sent by somebody else: another
village's chair, another township's desk, an auditor, another county, an operator without a visit.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.db import connection

from fulian.scoping import scope, scoped_models
from orgs import services as ground
from orgs.models import AccessGrant, Role
from tests.conftest import NOW, TODAY, signed_in
from tests.homes import faces, makers
from tests.test_faces import fill

PHONE = "Mozilla/5.0 (Linux; Android 13)"
QUIET = {"orgs_record", "orgs_submission"}  # that somebody tried may be kept
ROUTES = sorted({line.split()[0] for line in faces.TABLE.splitlines() if "<int:pk>" in line})


class Fields(HTMLParser):
    """Reads what the forms of a page would send, with something in every empty box."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and said.get("value"):
            self.sent.setdefault(self.select, said["value"] or "")
        elif tag == "textarea" and name:
            self.sent.setdefault(name, "请看一看这一条")
        elif tag in ("input", "button") and name and said.get("type") != "file":
            if said.get("type") == "radio":
                self.sent.setdefault(name, said.get("value") or "")
            else:
                self.sent.setdefault(name, said.get("value") or usual(said))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""


def usual(said: dict[str, str | None]) -> str:
    """Return what is typed into an empty box."""
    return {"date": f"{TODAY}", "number": "1", "checkbox": "on"}.get(said.get("type") or "", "一")


def forms_of(answer) -> dict[str, str]:
    """Return what the page's forms would send, all in one."""
    reader = Fields()
    reader.feed(re.sub(r"<nav.*?</nav>", "", answer.content.decode(), flags=re.S))
    return {k: v for k, v in reader.sent.items() if k not in ("q", "csrfmiddlewaretoken", "once")}


def written(cast) -> dict[str, str]:
    """Return what stands in every table of the county, behind the walls too."""
    found = {}
    for user in (cast.chair, cast.officer, cast.admin):
        with scope(cast.county.pk, by=user), connection.cursor() as cursor:
            for table in sorted({m._meta.db_table for m in scoped_models()} - QUIET):
                cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t")
                found[f"{table} {user.pk}"] = cursor.fetchone()[0]
    return found


def beside(cast, org, role, number):
    """Return somebody who sits elsewhere, signed in."""
    grant = ground.grant_access(
        org=org, role=role, phone=f"1000900{number}", holder="别处的人", on=TODAY, by=None
    )
    AccessGrant.rows.filter(pk=grant.pk).update(accepted_at=NOW)
    return grant.user


@pytest.fixture
def site(east):
    with scope(east.county.pk, by=east.admin):
        # an address of an organisation is the village's: never one that is a stranger's own
        return SimpleNamespace(pks=makers.pks(east) | {"org": east.village.pk}, east=east)


@pytest.fixture
def strangers(site, west, operator):
    """Everybody who may write nothing of the village's."""
    east = site.east
    with scope(east.county.pk):
        people = {
            "another chair": beside(east, east.other_village, Role.CHAIR, 1001),
            "another officer": beside(east, east.other_village, Role.OFFICER, 1002),
            "another township": beside(east, east.other_town, Role.TOWNSHIP_STAFF, 1003),
            "auditor": east.auditor, "another county": west.admin, "operator": operator,
        }  # fmt: skip
    return {name: signed_in(user, agent=PHONE) for name, user in people.items()}


def test_no_address_writes_for_who_has_no_reach(site, strangers):
    east = site.east
    rightful = [signed_in(user) for user in (east.chair, east.officer, east.clerk, east.admin)]
    shown, wrong = {}, []
    for route in ROUTES:
        path = fill(route, site)
        for client in rightful:
            answer = client.get(path)
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                shown[path] = forms_of(answer)
                break
        else:
            shown[path] = {}
    before = written(east)
    for name, client in strangers.items():
        answers = {path: client.post(path, sent).status_code for path, sent in shown.items()}
        now = written(east)
        changed = [table for table in now if now[table] != before[table]]
        wrong += [(name, changed, answers)] if changed else []
        before = now
    assert wrong == []
    for client in rightful:  # the same forms, sent by those they are for, do write
        for path, sent in shown.items():
            client.post(path, sent)
    now = written(east)
    assert len({table.split()[0] for table in now if now[table] != before[table]}) > 10
