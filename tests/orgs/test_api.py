"""The machine interface: what it answers, whom it refuses, and that its document is true."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from fulian.api import page, refuse
from fulian.pages import PROBLEM
from fulian.scoping import scope
from orgs import services
from orgs.models import Application, Org, Record
from tests.conftest import signed_in
from tests.test_faces import rows

YESTERDAY = timezone.localdate() - timedelta(days=1)


def register(cast, client_id="platform", reads=("orgs:read",)):
    with scope(cast.county.pk):
        return services.register_application(
            name="政务平台", on=date(2026, 1, 1), by=None, client_id=client_id, secret="s" * 20,
            reads=reads,
        )[0]  # fmt: skip


def token_of(client_id="platform", **form):
    form = {"grant_type": "client_credentials"} | form
    return Client().post(
        "/oauth/token/", form | {"client_id": client_id, "client_secret": "s" * 20}
    )


def test_a_token_holds_no_more_than_the_county_allows(east):
    """Names of people are not for the asking: the county ticks what a system may read."""
    register(east, reads=("members:read",))
    assert token_of(scope="members:read").status_code == 200
    for more in ("members:names", "members:read members:names", "orgs:read", "reports:read"):
        assert token_of(scope=more).json()["error"] == "invalid_scope", more


def machine_of(cast, client_id="platform"):
    register(cast, client_id)
    token = token_of(client_id).json()["access_token"]
    return Client(headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def machine(east, west):
    return machine_of(east)


def codes(answer):
    assert answer.status_code == 200, answer.content.decode()
    return [row["code"] for row in answer.json()["results"]]


def refused(answer, status):
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM), answer.content
    assert answer.json()["status"] == status
    return answer.json()


def test_a_token_reads_its_own_county_only(machine, east, west):
    other = machine_of(west, "other")
    assert len(codes(machine.get("/api/v1/orgs/"))) == 7
    assert all(code.startswith("430424") for code in codes(machine.get("/api/v1/orgs/")))
    assert all(code.startswith("430223") for code in codes(other.get("/api/v1/orgs/")))
    assert machine.get("/api/v1/me/").json() == {
        "name": "政务平台", "role": "machine", "scopes": ["orgs:read"],
        "county": {"code": "430424", "title": "东县"},
        "seat": {"code": "430424000000", "title": "东县妇联"},
    }  # fmt: skip


def test_foreign_is_as_what_is_not(machine, west):
    foreign = machine.get(f"/api/v1/orgs/{west.village.code}/")
    for code in ("430424999999", "%00", "x", "430424100200'--"):
        absent = machine.get(f"/api/v1/orgs/{code}/")
        assert (refused(foreign, 404), foreign.content) == (refused(absent, 404), absent.content)
    assert codes(machine.get(f"/api/v1/orgs/?parent={west.town.code}")) == []
    assert codes(machine.get("/api/v1/orgs/?parent=430424999000")) == []


def test_pages_follow_one_another(machine):
    answer = machine.get("/api/v1/orgs/?size=3")
    found = codes(answer)
    while after := answer.json()["next"]:
        answer = machine.get(f"/api/v1/orgs/?size=3&after={after}")
        found += codes(answer)
    assert found == sorted(found) == codes(machine.get("/api/v1/orgs/"))
    assert len(found) == 7


@pytest.mark.parametrize(
    ("query", "count"),
    [("level=village", 4), ("level=village&parent=430424100000", 2), ("place=town", 2),
     ("status=closed", 0), ("status=active", 7), ("parent=430424000000", 2)],
)  # fmt: skip
def test_lists_are_narrowed(machine, query, count):
    assert len(codes(machine.get(f"/api/v1/orgs/?{query}"))) == count
    today = timezone.localdate().isoformat()
    assert len(codes(machine.get(f"/api/v1/orgs/?{query}&as_of={today}"))) == count


def test_number_of_queries_does_not_grow(machine, django_assert_num_queries):
    for size in (1, 3):
        with django_assert_num_queries(7):
            machine.get("/api/v1/orgs/", {"size": size})


def test_as_of_answers_the_past(machine, east):
    with scope(east.county.pk):
        services.rename_org(org=east.village, name="新村", on=YESTERDAY, by=east.admin)
        services.move_org(org=east.village, parent=east.other_town, on=YESTERDAY, by=east.admin)
    code, town = east.village.code, east.town.code
    before = (YESTERDAY - timedelta(days=1)).isoformat()
    then = {r["code"]: r for r in machine.get(f"/api/v1/orgs/?as_of={before}").json()["results"]}
    now = {r["code"]: r for r in machine.get("/api/v1/orgs/").json()["results"]}
    assert (then[code]["short_name"], then[code]["parent_code"]) == (east.village.short_name, town)
    assert (now[code]["short_name"], now[code]["parent_code"]) == ("新村", east.other_town.code)
    assert code in codes(machine.get(f"/api/v1/orgs/?as_of={before}&parent={town}&size=1"))
    assert codes(machine.get("/api/v1/orgs/?as_of=2020-01-01")) == []
    assert then[code].keys() == now[code].keys()


def test_new_fields_and_features(machine, east):
    with scope(east.county.pk):
        services.describe_org(org=east.town, feature="山歌", by=None)
        market = services.found_org(
            parent=east.town, name="大市场", kind="womens_committee", field="market",
            on=YESTERDAY, by=None,
        )  # fmt: skip
    for query in ("", f"?as_of={YESTERDAY}"):
        found = {r["code"]: r for r in machine.get(f"/api/v1/orgs/{query}").json()["results"]}
        assert (found[east.town.code]["field"], found[east.town.code]["feature"]) == ("", "山歌")
        assert found[market.code]["field"] == "market"
    assert machine.get(f"/api/v1/orgs/{east.town.code}/").json()["feature"] == "山歌"


def test_one_org_in_full(machine, east):
    with scope(east.county.pk):
        services.rename_org(org=east.town, name="新镇", on=YESTERDAY, by=east.admin)
    org = machine.get(f"/api/v1/orgs/{east.town.code}/").json()
    assert (org["title"], org["parent_code"], org["since"]) == (
        "新镇妇联", east.root.code, YESTERDAY.isoformat()
    )  # fmt: skip
    assert org["above"] == [{"code": east.root.code, "title": "东县妇联"}]
    assert (org["below"]["villages"], org["past"][0]["short_name"]) == (2, east.town.short_name)
    assert not {"lft", "rght", "id", "tree_id", "depth", "county", "county_id"} & org.keys()


@pytest.mark.parametrize(
    ("query", "says"),
    [("level=nation", "level"), ("as_of=昨天", "as_of"), ("as_of=2999-01-01", "不能晚于今天"),
     ("size=0", "size"), ("size=9999", "size"), ("size=x", "size"), ("status=", "status"),
     ("leve=village", "没有这个参数"), ("after=%00", "after"), ("county=2", "没有这个参数")],
)  # fmt: skip
def test_bad_parameters_are_explained(machine, query, says):
    problem = refused(machine.get(f"/api/v1/orgs/?{query}"), 400)
    (error,) = problem["errors"]
    assert says in error
    assert any("\u4e00" <= c <= "\u9fff" for c in error)


def test_without_a_token(east):
    for path in ("/api/v1/orgs/", f"/api/v1/orgs/{east.village.code}/", "/api/v1/me/"):
        answer = Client().get(path)
        refused(answer, 401)
        assert answer["WWW-Authenticate"] == 'Bearer realm="fulian"'
    wrong = Client(headers={"Authorization": "Bearer made-up"}).get("/api/v1/me/")
    refused(wrong, 401)
    assert "invalid_token" in wrong["WWW-Authenticate"]


def test_a_persons_session_does_not_open_the_api(east):
    person = signed_in(east.admin)
    refused(person.get("/api/v1/orgs/"), 401)
    refused(person.get(f"/api/v1/orgs/{east.village.code}/"), 401)


def test_a_token_does_not_open_the_site(machine):
    assert machine.get("/me/").status_code in (302, 403)


def test_without_the_scope(machine, east):
    get_access_token_model().objects.update(scope="other:read")
    refused(machine.get("/api/v1/orgs/"), 403)
    assert machine.get("/api/v1/me/").json()["scopes"] == ["other:read"]
    with scope(east.county.pk):
        assert Record.objects.get(outcome="refused").act == "orgs.refused"


def test_an_ended_application_is_out_at_once(machine, east):
    with scope(east.county.pk):
        services.end_application(
            application=Application.objects.get(), on=timezone.localdate(), by=east.admin
        )
    for path in ("/api/v1/orgs/", "/api/v1/me/"):
        refused(machine.get(path), 401)
    assert token_of().status_code == 401


def test_an_expired_token(machine):
    get_access_token_model().objects.update(expires=timezone.now())
    refused(machine.get("/api/v1/me/"), 401)


@pytest.mark.parametrize(
    "grant", ["password", "authorization_code", "refresh_token", "implicit", ""]
)
def test_other_grant_types_are_refused(east, grant):
    register(east)
    answer = token_of(grant_type=grant, username="x", password="y", code="z", refresh_token="r")
    assert answer.status_code in (400, 401)
    assert "access_token" not in answer.json()


def test_a_wrong_secret(east):
    register(east)
    form = {"grant_type": "client_credentials", "client_id": "platform", "client_secret": "wrong"}
    assert Client().post("/oauth/token/", form).status_code == 401


def test_the_database_holds_no_token(east):
    register(east)
    token = token_of().json()["access_token"]
    row = get_access_token_model().objects.values().get()
    assert row["token"] == ""
    assert token not in str(row)
    assert "s" * 20 not in str(Application.objects.values().get())


def test_a_share_a_minute_for_each_application(machine, west, settings):
    other = machine_of(west, "other")
    settings.API_RATE = 1
    answers = [machine.get("/api/v1/me/") for _ in range(3)]  # at most two minutes begin
    late = next(answer for answer in answers if answer.status_code == 429)
    refused(late, 429)
    assert 0 < int(late["Retry-After"]) <= 60
    assert other.get("/api/v1/me/").status_code == 200


def test_other_methods_and_unknown_paths(machine, east):
    for method in ("post", "put", "patch", "delete", "options"):
        answer = getattr(machine, method)("/api/v1/orgs/")
        refused(answer, 405)
        assert answer["Allow"] == "GET, HEAD"
    assert machine.head("/api/v1/orgs/").status_code == 200
    refused(machine.get("/api/v1/nothing/"), 404)
    refused(Client().get("/api/nothing"), 404)
    refused(Client().post("/api/v1/schema/"), 405)
    refused(Client().post("/api/v1/docs/"), 405)
    refused(machine.get("/api/v1/orgs/", headers={"Accept": "text/html"}), 406)


def test_every_operation_of_the_document_asks_for_a_token(east):
    document = Client().get("/api/v1/schema/?format=json").json()
    assert document["openapi"].startswith("3.1")
    known = {re.sub(r"<\w+:(\w+)>", r"{\1}", f"/{route}") for route in rows()[1]}
    apart = {"/api/v1/schema/", "/api/v1/docs/"}  # the document itself
    assert set(document["paths"]) == {p for p in known if p.startswith("/api/")} - apart
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["security"] == [{"oauth2": ["orgs:read"]}] or operation["security"]
            answer = getattr(Client(), method)(re.sub(r"{\w+}", east.village.code, path))
            refused(answer, 401)


def test_the_document_is_valid_and_says_what_is_answered(machine, east):
    from drf_spectacular.validation import validate_schema

    raw = Client().get("/api/v1/schema/")
    document = yaml.safe_load(raw.content)
    validate_schema(document)
    assert "lft" not in raw.content.decode()
    said = document["components"]["schemas"]
    row = machine.get("/api/v1/orgs/").json()["results"][0]
    assert row.keys() == said["OrgRow"]["properties"].keys()
    org = machine.get(f"/api/v1/orgs/{east.town.code}/").json()
    assert org.keys() == said["OrgDetail"]["properties"].keys()
    assert machine.get("/api/v1/me/").json().keys() == said["Caller"]["properties"].keys()
    assert (
        settings.OAUTH2_PROVIDER["SCOPES"]
        == (
            document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"][
                "scopes"
            ]
        )
    )


def test_the_docs_run_no_script_of_the_page(db):
    docs = Client().get("/api/v1/docs/")
    html = docs.content.decode()
    assert docs.status_code == 200
    assert "<script>" not in html
    assert "script-src 'self'" in docs["Content-Security-Policy"]
    script = Client().get("/api/v1/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")


def test_pages_by_number(east):
    with scope(east.county.pk):
        rows = Org.objects.values("id", "code")
        first = page(rows, {"size": 4})
        rest = page(rows, {"size": 4, "after": str(first["next"])})
        assert [len(first["results"]), len(rest["results"]), rest["next"]] == [4, 3, None]
        with pytest.raises(ValidationError) as refusal:
            page(rows, {"size": 4, "after": "甲"})
    request = SimpleNamespace()
    answer = refuse(refusal.value, {"request": request})
    assert answer
    assert answer.data["code"] == "not_a_number"
    assert refuse(ZeroDivisionError(), {"request": request}) is None
