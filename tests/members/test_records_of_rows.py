"""Every row has a page with what was done to it; the desk's list of acts ends where sight does."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import QuotaRule
from orgs import services as ground
from orgs.models import Record, Role
from tests.conftest import TODAY, signed_in
from tests.members import drives, growing, makers, movers
from tests.orgs import besides
from tests.people import person

ROWS = {
    "members/congressterm": lambda c: drives.term(c.village),
    "members/womenscongress": lambda c: drives.preparing(c.village),
    "members/womensgroup": lambda c: services.found_group(
        org=c.village, name="一组", on=TODAY, by=None
    ),
    "members/committeeseat": lambda c: drives.committee_seat(c.village),
    "members/transfer": movers._asked,
    "members/talent": movers._talent,
    "members/trainingsession": growing.training,
    "members/commendation": growing.commendation,
    "members/fundingline": growing.funding,
    "members/quotarule": makers._quota,
    "orgs/memberunit": besides.unit,
    "orgs/groupmember": besides.group_member,
    "orgs/womenssocialorganisation": besides.social,
    "orgs/cluster": besides.cluster,
    "orgs/reformstep": besides.reform,
}


def words(client, path, **asked):
    answer = client.get(path, asked)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("path", ROWS)
def test_every_row_has_its_record(east, west, path):
    with scope(east.county.pk):
        row = ROWS[path](east)
    page = f"/desk/{path}/{row.pk}/history/"
    for who in ("admin", "clerk", "auditor"):
        client = signed_in(getattr(east, who))
        said = words(client, page)
        assert "变更记录" in said
        assert "之后" in said
    own = client.get(f"/desk/{path}/{row.pk}/")  # the auditor is the last
    led = own.content.decode() if own.status_code == 200 else words(client, f"/desk/{path}/")
    assert f'href="{page}"' in led
    assert signed_in(west.admin).get(page).status_code == 404
    assert signed_in(east.chair).get(page).status_code == 403
    with CaptureQueriesContext(connection) as seen:
        words(client, page)
    assert len(seen) <= 12, path


def test_the_page_of_a_row_leads_to_its_record(east):
    with scope(east.county.pk):
        made = {path: ROWS[path](east).pk for path in ROWS}
        assert QuotaRule.rows.exists()
    desk = signed_in(east.clerk)
    for path, pk in made.items():
        listed = path in ("members/talent", "members/quotarule", "orgs/reformstep")
        page = f"/desk/{path}/" if listed else f"/desk/{path}/{pk}/"
        assert f"/desk/{path}/{pk}/history/" in words(desk, page), path


def test_a_group_changed_three_times_costs_what_once_costs(east):
    with scope(east.county.pk):
        row = ROWS["members/womensgroup"](east)
    desk, counts = signed_in(east.admin), []
    page = f"/desk/members/womensgroup/{row.pk}/history/"
    words(desk, page)
    for n in range(3):
        with CaptureQueriesContext(connection) as seen:
            words(desk, page)
        counts.append(len(seen))
        with scope(east.county.pk):
            services.change_group(
                group=row, name=f"{n}组", kind=row.kind, households=n, women=n, by=None
            )
    assert len(set(counts)) == 1
    assert "2组" in words(desk, page, q="修改").split("</nav>")[-1]
    assert "1组" not in words(desk, page, q="建立妇女小组")


def test_parts_acts_on_many_and_undoing_are_told_too(east):
    with scope(east.county.pk):
        congress = drives.preparing(east.village)
        services.mark_step(congress=congress, step="plan", on=TODAY, by=None)
        services.clear_step(congress=congress, step="plan", by=None)
        her, other = person(east.village, "单雨桐"), person(east.other_village, "柳芳菲")
        services.set_for_many(
            people=[her.pk, other.pk], field="education", value="college", by=east.admin
        )
        line = Record.rows.get(act="members.set_for_many")
        ground.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=None)
    town = signed_in(east.town_clerk)
    said = words(town, f"/desk/members/womenscongress/{congress.pk}/history/")
    assert "登记换届步骤" in said
    assert "取消换届步骤" in said
    said = words(town, f"/desk/members/person/{her.pk}/history/")
    assert "批量办理中的这一条" in said
    assert said.count("大专") == 2  # set, and taken back: of her alone
    assert town.get(f"/desk/orgs/record/{line.pk}/").status_code == 404


def test_staff_read_acts_on_what_they_see_and_never_on_accounts(east, west):
    with scope(east.county.pk):
        services.found_group(org=east.village, name="县建组", on=TODAY, by=east.admin)
        services.found_group(org=east.other_village, name="邻镇组", on=TODAY, by=east.admin)
        ground.grant_access(
            org=east.village, role=Role.OFFICER, phone="10099990801", holder="新账号", on=TODAY,
            by=None,
        )  # fmt: skip
        access = Record.rows.filter(act="orgs.grant_access").latest("pk")
    county, town = signed_in(east.clerk), signed_in(east.town_clerk)
    facts = {"org": east.village.pk, "name": "镇建组", "kind": "hamlet", "on": timezone.localdate()}
    assert town.post("/desk/members/womensgroup/add/", facts).status_code == 302
    said = words(county, "/desk/orgs/record/")
    assert "县建组" in said
    assert "邻镇组" in said
    assert "新账号" not in said
    assert "没有符合条件的记录" in words(county, "/desk/orgs/record/", act="orgs.claim")
    said = words(town, "/desk/orgs/record/")
    assert "镇建组" in said
    assert "县建组" not in said
    assert "邻镇组" not in said
    assert county.get(f"/desk/orgs/record/{access.pk}/").status_code == 404
    assert "没有符合" not in words(signed_in(east.auditor), "/desk/orgs/record/", act="orgs.claim")
    assert "县建组" not in words(signed_in(west.clerk), "/desk/orgs/record/")
    assert signed_in(east.chair).get("/desk/orgs/record/").status_code == 403
