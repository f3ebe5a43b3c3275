"""Every address × every person → status. An address without a permission, or not listed, fails."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from fulian import probes
from fulian.admin import DeskSite
from fulian.permissions import permissions
from fulian.scoping import scope
from orgs import services
from orgs.models import Application, County, HelpRequest, Org, Record
from tests.conftest import NOW, TODAY, signed_in
from tests.duties import faces as duties_faces
from tests.duties import makers as duties
from tests.homes import faces as homes_faces
from tests.homes import makers as homes
from tests.members import faces as members_faces
from tests.members import growing
from tests.members import makers as members
from tests.orgs import besides, handing
from tests.reports import faces as reports_faces
from tests.reports import makers as reports

# What is asked for lies in the east, in the village of the chair, below the town of the town clerk.
# `chair` and `officer` have no desk; `strangr` is the western county's administrator; `operatr`
# has entered no county, `visitor` is an operator who has; `machine` shows a token everywhere.
# Pages that only a form leads to (link, leave) refuse whoever merely looks.
TABLE = """
address                               nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine
healthz                                  200   200   200     200     200   200     200     200     200     200     200
readyz                                   200   200   200     200     200   200     200     200     200     200     200
robots.txt                               200   200   200     200     200   200     200     200     200     200     200
favicon.ico                              302   302   302     302     302   302     302     302     302     302     302
login/                                   200   302   302     302     302   302     302     302     302     302     200
logout/                                  302   200   200     200     200   200     200     200     200     200     302
claim/<str:code>/                        404   404   404     404     404   404     404     404     404     404     404
forgot/                                  200   200   200     200     200   200     200     200     200     200     200
forgot/asked/                            200   200   200     200     200   200     200     200     200     200     200
letters/                                 405   405   405     405     405   405     405     405     405     405     405
o/<org:code>/                            200   200   200     200     200   200     200     200     200     200     200

                                         302   200   200     200     200   200     200     200     200     200     302
org/<org:code>/                          302   200   200     200     200   200     200     404     403     200     302
search/                                  302   200   200     200     200   200     200     200     403     200     302
me/                                      302   200   200     200     200   200     200     200     200     200     302
me/hats/                                 302   302   302     302     302   302     302     302     302     302     302
me/devices/                              302   200   200     200     200   200     200     200     200     200     302
me/devices/<int:pk>/end/                 302   405   405     405     405   405     405     405     405     405     302
me/devices/end-others/                   302   405   405     405     405   405     405     405     405     405     302
me/password/                             302   200   200     200     200   200     200     200     200     200     302

desk/                                    302   200   200     200     200   403     403     200     200     200     302
desk/login/                              302   302   302     302     302   302     302     302     302     302     302
desk/autocomplete/                       302   200   200     200     200   403     403     200     403     200     302
desk/jsi18n/                             302   200   200     200     200   403     403     200     200     200     302

desk/orgs/org/                           302   200   200     200     200   403     403     200     403     200     302
desk/orgs/org/tree/                      302   200   200     200     200   403     403     200     403     200     302
desk/orgs/org/tree/<int:pk>/             302   200   200     200     200   403     403     404     403     200     302
desk/orgs/org/<int:pk>/                  302   200   200     200     200   403     403     404     403     200     302
desk/orgs/org/<int:pk>/history/          302   200   200     200     200   403     403     404     403     200     302
desk/orgs/org/add/                       302   200   200     403     403   403     403     200     403     200     302
desk/orgs/org/<int:pk>/rename/           302   200   200     403     403   403     403     404     403     200     302
desk/orgs/org/<int:pk>/convert/          302   200   200     403     403   403     403     404     403     200     302
desk/orgs/org/<int:pk>/move/             302   200   200     403     403   403     403     404     403     200     302
desk/orgs/org/<int:pk>/merge/            302   200   200     403     403   403     403     404     403     200     302
desk/orgs/org/<int:pk>/merge/confirm/    302   302   302     403     403   403     403     404     403     302     302
desk/orgs/org/<int:pk>/split/            302   200   200     403     403   403     403     404     403     200     302
desk/orgs/org/<int:pk>/split/confirm/    302   302   302     403     403   403     403     404     403     302     302
desk/orgs/org/<int:pk>/reshaped/         302   302   302     403     403   403     403     404     403     302     302
desk/orgs/org/<int:pk>/close/            302   200   200     403     403   403     403     404     403     200     302
desk/orgs/org/<int:pk>/reopen/           302   200   200     403     403   403     403     404     403     200     302

desk/orgs/accessgrant/                   302   200   403     403     200   403     403     200     403     200     302
desk/orgs/accessgrant/add/               302   200   403     403     200   403     403     200     403     200     302
desk/orgs/accessgrant/<int:pk>/          302   200   403     403     200   403     403     404     403     200     302
desk/orgs/accessgrant/<int:pk>/end/      302   200   403     403     200   403     403     404     403     200     302
desk/orgs/accessgrant/<int:pk>/link/     302   405   403     403     405   403     403     405     403     405     302
desk/orgs/accessgrant/<int:pk>/phone/    302   200   403     403     200   403     403     404     403     200     302
desk/orgs/helprequest/                   302   200   403     403     200   403     403     200     403     200     302
desk/orgs/helprequest/<int:pk>/          302   200   403     403     200   403     403     404     403     200     302
desk/orgs/application/                   302   200   403     403     403   403     403     200     403     200     302
desk/orgs/application/add/               302   200   403     403     403   403     403     200     403     200     302
desk/orgs/application/<int:pk>/          302   200   403     403     403   403     403     404     403     200     302
desk/orgs/application/<int:pk>/end/      302   200   403     403     403   403     403     404     403     200     302
desk/orgs/application/<int:pk>/seen/     302   302   403     403     403   403     403     404     403     302     302

desk/orgs/setting/                       302   200   200     403     403   403     403     200     403     200     302
desk/orgs/setting/<slug:name>/           302   200   200     403     403   403     403     200     403     200     302
desk/orgs/record/                        302   200   200     200     200   403     403     200     403     200     302
desk/orgs/record/<int:pk>/               302   200   200     200     200   403     403     404     403     200     302
desk/orgs/record/<int:pk>/undo/          302   200   200     403     403   403     403     404     403     200     302
desk/orgs/countysession/                 302   200   403     200     403   403     403     200     403     200     302

desk/orgs/county/                        302   403   403     403     403   403     403     403     200     200     302
desk/orgs/county/<int:pk>/               302   403   403     403     403   403     403     403     200     200     302
desk/orgs/county/open/                   302   403   403     403     403   403     403     403     200     200     302
desk/orgs/county/open/<slug:code>/       302   403   403     403     403   403     403     403     200     200     302
desk/orgs/county/<int:pk>/undo/          302   403   403     403     403   403     403     403     200     200     302
desk/orgs/county/<int:pk>/enter/         302   403   403     403     403   403     403     403     200     200     302
desk/orgs/county/leave/                  302   403   403     403     403   403     403     403     405     405     302

api/v1/orgs/                             401   401   401     401     401   401     401     401     401     401     200
api/v1/orgs/<str:code>/                  401   401   401     401     401   401     401     401     401     401     200
api/v1/me/                               401   401   401     401     401   401     401     401     401     401     200
api/v1/schema/                           200   200   200     200     200   200     200     200     200     200     200
api/v1/docs/                             200   200   200     200     200   200     200     200     200     200     200
oauth/token/                             405   405   405     405     405   405     405     405     405     405     405
"""  # noqa: E501 -- a table is read across

# What Django's desk says where nobody translated it.
ENGLISH = re.compile(
    r">[^<>]*\b(Add|Search|Filter|results?|Save|Change|Delete|Home|total)\b[^<>]*<"
)
# A view that names no permission, and why that is right.
SELF = {"desk/login/": "sends on to the one login page"}


def rows() -> tuple[list[str], dict[str, list[int]]]:
    """Return the persons, and each address's statuses in their order."""
    lines = [line for line in TABLE.strip("\n").splitlines() if line.strip()]
    for more in (
        besides,
        handing,
        growing,
        members_faces,
        duties_faces,
        homes_faces,
        reports_faces,
    ):
        lines += [line for line in more.TABLE.strip("\n").splitlines()[1:] if line.strip()]
    found = {}
    for line in lines[1:]:
        route, *numbers = re.split(r"\s+", line) if line[0] != " " else ["", *line.split()]
        found[route] = [int(number) for number in numbers]
    return lines[0].split()[1:], found


def addresses(
    resolver: URLResolver | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the site with its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        else:
            yield route, pattern


def needs_of(pattern: URLPattern) -> Any:
    """Return what the view asks for; None for anyone; "" when it says nothing."""
    view = pattern.callback
    if isinstance(getattr(view, "admin_site", None), DeskSite):
        return "orgs.use_desk"  # Django's own pages of the desk, behind DeskSite.admin_view
    kind = getattr(view, "view_class", getattr(view, "cls", None))
    return getattr(view, "needs", getattr(kind, "needs", ""))


def test_every_address_names_its_permission():
    known = set(permissions())
    for route, pattern in addresses():
        asked = needs_of(pattern)
        if route in SELF:
            assert asked == "", route
        elif asked is not None:
            wanted = asked.values() if isinstance(asked, dict) else [asked]
            assert list(wanted), route
            assert set(wanted) <= known, (route, asked)


def test_every_address_is_in_the_table():
    persons, table = rows()
    assert all(len(statuses) == len(persons) for statuses in table.values())
    assert [route for route, _ in addresses() if route not in table] == [], "add them to TABLE"
    assert set(table) - {route for route, _ in addresses()} == set(), "gone from the site"


def test_open_addresses_are_few():
    """What anyone may see is a list to be read, not a default."""
    opened = {route for route, pattern in addresses() if needs_of(pattern) is None}
    of_apps = (handing, members_faces, duties_faces, homes_faces, reports_faces)
    assert opened - set().union(*(one.OPEN for one in of_apps)) == {
        "healthz", "readyz", "robots.txt", "favicon.ico", "login/", "logout/", "claim/<str:code>/",
        "forgot/", "forgot/asked/", "letters/", "o/<org:code>/", "api/v1/schema/", "api/v1/docs/",
        "oauth/token/",  # the client proves itself with its secret
    }  # fmt: skip


@pytest.fixture
def site(east, west, operator) -> SimpleNamespace:
    """One of everything that has an address, in the east; a county opened from outside."""
    with scope(east.county.pk, by=east.admin):
        services.rename_org(org=east.village, name="新名村", on=TODAY, by=east.admin)
        services.close_org(org=east.other_village, on=TODAY, by=east.admin)
        services.ask_for_help(phone=east.chair_phone, at=NOW)
        system, _ = services.register_application(
            name="政务平台", on=TODAY, by=None, client_id="m", secret="s"
        )
        lead = Record.rows.filter(act="orgs.rename_org").get().pk
        pks = {
            "accessgrant": east.chair_grant.pk, "application": system.pk, "org": east.village.pk,
            "helprequest": HelpRequest.rows.get().pk, "record": lead,
        }  # fmt: skip
        for app in (besides, handing, members, duties, homes, reports):
            pks |= app.pks(east)
    opened = services.open_county(code="350527", on=TODAY, at=timezone.now(), by=operator)
    return SimpleNamespace(pks=pks | {"county": opened.county.pk}, system=system, east=east)


def fill(route: str, site: SimpleNamespace) -> str:
    """Return the address of a thing in the east."""
    named = [name for name in site.pks if f"/{name}/" in f"/{route}"]
    model = max(named, key=lambda name: f"/{name}/<int:pk>" in f"/{route}", default="")
    closed = site.east.other_village.pk
    pk = closed if route.endswith("/reopen/") else site.pks.get(model, 1)
    path = route.replace("<int:pk>", str(pk)).replace("<org:code>", site.east.village.code)
    path = path.replace("<slug:code>", "430412").replace("<slug:name>", "handover_days")
    path = path.replace("<str:secret>", "AAAA3333").replace("<slug:end>", "household")
    path = path.replace("<str:one>", "I-ORG-1")
    path = path.replace("<slug:deck>", "committee").replace("<slug:level>", "village")
    path = path.replace("<str:code>", "dead" if "claim" in path else site.east.village.code)
    if path.endswith("autocomplete/"):
        path += "?app_label=orgs&model_name=accessgrant&field_name=org&term=x"
    return f"/{path}"


def token() -> str:
    """Return a bearer token of the calling system."""
    basic = "Basic " + base64.b64encode(b"m:s").decode()
    answer = Client().post(
        "/oauth/token/", {"grant_type": "client_credentials"}, headers={"Authorization": basic}
    )
    assert answer.status_code == 200, answer.content
    return str(answer.json()["access_token"])


@pytest.fixture
def persons(site, east, west, operator) -> dict[str, Client]:
    """Everybody, signed in."""
    visitor = services.make_operator(phone="10003000002", at=NOW)[0]
    people = {
        "admin": east.admin, "clerk": east.clerk, "auditor": east.auditor,
        "twnclrk": east.town_clerk, "chair": east.chair, "officer": east.officer,
        "strangr": west.admin, "operatr": operator, "visitor": visitor,
    }  # fmt: skip
    clients = {name: signed_in(user) for name, user in people.items()}
    entered = clients["visitor"].post(
        f"/desk/orgs/county/{east.county.pk}/enter/", {"reason": "协助核对组织"}
    )
    assert entered.status_code == 302
    machine = Client(headers={"Authorization": f"Bearer {token()}"})
    return {"nobody": Client(), **clients, "machine": machine}


def test_every_address_for_everybody(site, persons, monkeypatch):
    monkeypatch.delitem(probes.PARTS, "后台任务")  # no worker runs here; test_probes asks one
    names, table = rows()
    wrong = []
    for route, wanted in table.items():
        path = fill(route, site)
        for name, status in zip(names, wanted, strict=True):
            answer = persons[name].get(path)
            if answer.status_code != status:
                wrong.append(f"{path} {name}: {answer.status_code}, should be {status}")
            if name == "admin" and status == 200 and answer["Content-Type"].startswith("text/html"):
                found = ENGLISH.search(answer.content.decode())
                wrong += [f"{path}: {found[0]}"] if found else []
    assert wrong == []


def test_foreign_and_missing_are_the_same(site, persons, west):
    """The answer for another county's thing is, word for word, the answer for no thing."""
    with scope(west.county.pk):
        town = Org.rows.get(pk=west.town.pk)
    pairs = [
        (f"/desk/orgs/org/{town.pk}/", "/desk/orgs/org/99999999/"),
        (f"/desk/orgs/org/{town.pk}/close/", "/desk/orgs/org/99999999/close/"),
        (f"/desk/orgs/org/tree/{town.pk}/", "/desk/orgs/org/tree/99999999/"),
        (f"/desk/orgs/accessgrant/{west.chair_grant.pk}/", "/desk/orgs/accessgrant/99999999/"),
        (f"/org/{town.code}/", "/org/430424999000/"),
        (f"/org/{town.code}/", "/org/999999999000/"),
    ]
    for foreign, missing in pairs:
        for name in ("admin", "visitor"):
            answers = [persons[name].get(path) for path in (foreign, missing)]
            assert [a.status_code for a in answers] == [404, 404], foreign
            said = [re.sub(r"[0-9a-f]{16}", "", a.content.decode()) for a in answers]
            assert said[0] == said[1]
            assert town.short_name not in said[0]
    answers = [persons["machine"].get(f"/api/v1/orgs/{c}/") for c in (town.code, "430424999000")]
    assert answers[0].status_code == 404
    assert answers[0].content == answers[1].content


def test_application_of_another_county(site, persons, west):
    with scope(west.county.pk):
        other, _ = services.register_application(name="西县平台", on=TODAY, by=None)
    answer = persons["admin"].get(f"/desk/orgs/application/{other.pk}/")
    assert answer.status_code == 404
    assert Application.objects.filter(pk=other.pk).exists()
    assert County.objects.count() == 3
