"""The desk, page by page and person by person."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from fulian.admin.forms import dress
from fulian.admin.sidebar import groups
from fulian.scoping import scope
from orgs import services
from orgs.models import AccessGrant, Application, County, HelpRequest, Org, Record
from tests.conftest import NOW, TODAY, signed_in


def test_operator_sees_a_county_only_inside_it(east, operator):
    client = signed_in(operator)
    assert client.get("/desk/orgs/org/").status_code == 403
    entered = client.post(
        f"/desk/orgs/county/{east.county.pk}/enter/", {"reason": "核对组织树编号"}
    )
    assert entered.url == "/desk/"
    assert "您正以平台运维员身份" in client.get("/desk/").content.decode()
    assert (
        "核对组织树编号"
        in signed_in(east.auditor).get("/desk/orgs/countysession/").content.decode()
    )
    assert client.get("/desk/orgs/county/leave/").status_code == 405
    assert client.post("/desk/orgs/county/leave/").url == "/desk/"
    assert client.get("/desk/orgs/org/").status_code == 403


def test_strangers_go_to_the_one_login(client, east):
    for path in ("/desk/", "/desk/orgs/org/", "/desk/login/", f"/desk/orgs/org/{east.town.pk}/"):
        assert client.get(path).url.startswith("/login/?next=/desk/"), path


@pytest.fixture
def objects(east, west):
    """What a stranger may try: one address of each kind, in the neighbour county and nowhere."""
    with scope(west.county.pk):
        asked = HelpRequest.rows.create(grant=west.chair_grant, asked_at=NOW)
        services.rename_org(org=west.village, name="西新村", on=TODAY, by=west.admin)
        line = Record.objects.filter(act="orgs.rename_org").get()
        system, _ = services.register_application(name="西县平台", on=TODAY, by=None)
        visit = west.village
    return {
        "orgs/org/{}/": visit.pk,
        "orgs/org/{}/rename/": visit.pk,
        "orgs/org/{}/convert/": visit.pk,
        "orgs/org/{}/move/": visit.pk,
        "orgs/org/{}/close/": visit.pk,
        "orgs/org/{}/reopen/": visit.pk,
        "orgs/org/{}/history/": visit.pk,
        "orgs/org/tree/{}/": visit.pk,
        "orgs/accessgrant/{}/": west.chair_grant.pk,
        "orgs/accessgrant/{}/link/": west.chair_grant.pk,
        "orgs/accessgrant/{}/end/": west.chair_grant.pk,
        "orgs/accessgrant/{}/phone/": west.chair_grant.pk,
        "orgs/helprequest/{}/": asked.pk,
        "orgs/record/{}/": line.pk,
        "orgs/record/{}/undo/": line.pk,
        "orgs/application/{}/": system.pk,
        "orgs/application/{}/end/": system.pk,
        "orgs/application/{}/seen/": system.pk,
    }


NUMBER = re.compile(rb"[0-9a-f]{16,}|\d{5,}")


def test_foreign_and_absent_are_answered_alike(east, west, objects):
    client = signed_in(east.admin)
    for path, pk in objects.items():
        for method in (client.get, client.post):
            foreign = method("/desk/" + path.format(pk), {"reason": "看看", "on": TODAY})
            absent = method("/desk/" + path.format(987654321), {"reason": "看看", "on": TODAY})
            if path.endswith("/link/") and method == client.get:
                assert foreign.status_code == absent.status_code == 405
                continue
            assert (foreign.status_code, absent.status_code) == (404, 404), path
            assert NUMBER.sub(b"", foreign.content) == NUMBER.sub(b"", absent.content), path
    with scope(west.county.pk):
        assert Application.objects.get(county=west.county).user.is_active
        assert HelpRequest.rows.get().answered_at is None


def test_forms_refuse_foreign_organisations(east, west):
    client = signed_in(east.admin)
    facts = {"name": "甲", "kind": "branch", "on": TODAY}
    for pk in (west.village.pk, 987654321):
        told = client.post("/desk/orgs/org/add/", facts | {"parent": pk})
        assert "没有这个组织" in told.content.decode()
        assert client.get(f"/desk/orgs/org/add/?parent={pk}").status_code == 200
        moved = client.post(f"/desk/orgs/org/{east.village.pk}/move/", {"parent": pk, "on": TODAY})
        assert "没有这个组织" in moved.content.decode()
    said = client.get(
        "/desk/autocomplete/?app_label=orgs&model_name=org&field_name=parent&term=村"
    ).json()
    assert said["results"]
    assert "西县" not in str(said)


def test_a_township_sees_its_own_subtree(east):
    client = signed_in(east.town_clerk)
    page = client.get("/desk/orgs/org/").content.decode()
    assert east.village.short_name in page
    assert east.other_village.short_name not in page
    assert client.get(f"/desk/orgs/org/{east.other_town.pk}/").status_code == 404
    assert client.get(f"/desk/orgs/accessgrant/{east.admin_grant.pk}/").status_code == 404
    assert client.get(f"/desk/orgs/org/{east.town.pk}/rename/").status_code == 403


SEEN = [
    ("admin", "/desk/"),
    ("admin", "/desk/orgs/org/"),
    ("admin", "/desk/orgs/org/tree/"),
    ("admin", "/desk/orgs/accessgrant/"),
    ("admin", "/desk/orgs/record/"),
    ("admin", "/desk/orgs/helprequest/"),
    ("admin", "/desk/orgs/application/"),
]


@pytest.mark.parametrize(("who", "path"), SEEN)
def test_query_count_does_not_grow_with_rows(east, who, path):
    client = signed_in(getattr(east, who))

    def count():
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(path).status_code == 200
        return len([q for q in seen if q["sql"].startswith(("SELECT", "INSERT", "UPDATE"))])

    def another(n):
        with scope(east.county.pk, by=east.admin):
            services.found_org(parent=east.root, name=f"协会{n}", on=TODAY, by=None, kind="branch")
            grant = services.grant_access(
                org=east.town,
                role="chair",
                phone=f"1009999000{n}",
                holder=f"甲{n}",
                on=TODAY,
                by=None,
            )
            HelpRequest.rows.create(grant=grant, asked_at=NOW)
            services.register_application(name=f"平台{n}", on=TODAY, by=None)

    another(1)
    one = count()
    another(2)
    another(3)
    assert count() == one
    assert one <= (32 if path == "/desk/" else 12), one  # the first page gathers all apps


def test_tree_pages_are_small(east):
    client = signed_in(east.admin)
    whole = client.get("/desk/orgs/org/tree/").content.decode()
    assert east.town.title in whole
    assert east.village.title not in whole
    assert "展开下级" in whole  # a link for browsers without script
    branch = f"/desk/orgs/org/tree/{east.town.pk}/"
    part = client.get(branch, headers={"X-Fragment": "1"}).content.decode()
    assert east.village.title in part
    assert "<html" not in part
    assert "<html" in client.get(branch).content.decode()


def test_the_largest_county_opens_in_small_pieces(operator):
    services.open_county(
        code="310115", on=TODAY, at=NOW, by=None, admin_phone="10099990009", admin_name="甲"
    )
    with scope(County.objects.get().pk):
        admin = AccessGrant.rows.get().user
        towns = Org.rows.filter(level="township").annotate(n=Count("children")).order_by("-n")
        largest = towns[0].pk
    client = signed_in(admin)
    whole = client.get("/desk/orgs/org/tree/").content
    part = client.get(f"/desk/orgs/org/tree/{largest}/", headers={"X-Fragment": "1"}).content
    assert len(whole) <= 60_000
    assert len(part) <= 20_000, (len(part), towns[0].n)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/desk/", "首页"),
        ("/desk/members/womenscongress/7/count/", "换届进度"),
        ("/desk/members/person/7/", "人员"),
        ("/desk/members/person/duplicates/", "疑似重复"),
        ("/desk/members/appointment/vacancies/", "空缺"),
    ],
)
def test_the_sidebar_marks_the_page_she_is_on(path, title):
    her = SimpleNamespace(is_authenticated=True, has_perm=lambda perm: True)
    shown = groups(SimpleNamespace(user=her, path=path))
    marked = [item["title"] for group in shown for item in group["items"] if item["active"]]
    assert marked == [title]


def test_every_kind_of_field_has_an_outline():
    for widget in (forms.TextInput, forms.NumberInput, forms.DateInput, forms.Select,
                   forms.Textarea, forms.CheckboxInput, forms.RadioSelect):  # fmt: skip
        plain = widget()
        dress(plain)
        assert plain.attrs.get("class"), widget
