"""Filters kept under a name: tabs above every list, shared downward, and nobody else's business."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fulian.scoping import scope
from orgs import services
from orgs.models import Record, SavedFilter
from orgs.queries import hats
from orgs.queries.filters import filters_on
from tests.conftest import TODAY, signed_in

LIST = "/desk/orgs/org/"


def words(answer):
    return answer.content.decode()


def tabs(page):
    """Return the tabs of a list: where each leads, and its name."""
    bar = re.search(r'<nav class="desk-tabs".*?</nav>', page, re.S)
    return re.findall(r'<a href="\?([^"]*)"[^>]*>([^<]*)', bar[0]) if bar else []


def keep(client, query, name="村级", shared="", label="orgs.org"):
    facts = {"name": name} | ({"is_shared": "on"} if shared else {})
    return client.post(f"/desk/orgs/savedfilter/add/?list={label}&{query}", facts)


def kept(cast):
    with scope(cast.county.pk):
        return list(SavedFilter.rows.order_by("pk"))


def test_a_filter_becomes_a_tab(east):
    desk = signed_in(east.admin)
    assert tabs(words(desk.get(LIST))) == []
    page = words(desk.get(f"{LIST}?level__exact=village"))
    (link,) = re.findall(r'href="(/desk/orgs/savedfilter/add/[^"]*)"', page)
    answer = desk.post(link.replace("&amp;", "&"), {"name": "村级"})
    assert answer.url == f"{LIST}?level__exact=village"
    page = words(desk.get(answer.url))
    assert tabs(page) == [("level__exact=village", "村级")]
    assert 'aria-current="page"' in re.search(r'class="desk-tabs".*?</nav>', page, re.S)[0]
    assert "保存当前筛选" not in page
    assert tabs(words(desk.get("/desk/orgs/accessgrant/"))) == []


def test_only_known_parameters_are_kept(east):
    desk = signed_in(east.admin)
    noise = "level__exact=village&org__county__code=1&q=%E7%99%BD&o=1&p=3&javascript=alert(1)"
    assert keep(desk, noise).status_code == 302
    (saved,) = kept(east)
    assert saved.query == "level__exact=village"
    for query in ("", "q=abc", "grant__phone=1"):
        assert "请先在列表里选好筛选条件" in words(keep(desk, query, name="空"))
    assert "太多" in words(keep(desk, "level__exact=" + "x" * 500, name="长"))
    assert "已经有同名" in words(keep(desk, "level__exact=unit"))
    assert len(kept(east)) == 1


def test_a_list_one_may_not_see_keeps_nothing(east):
    town = signed_in(east.town_clerk)
    for label in (
        "orgs.countysession", "orgs.application", "orgs.user", "auth.user", "x", "orgs.county",
    ):  # fmt: skip
        assert keep(town, "days=7", label=label).status_code == 404, label
    assert kept(east) == []


def test_shared_ones_are_seen_at_and_below(east, west):
    admin, town = signed_in(east.admin), signed_in(east.town_clerk)
    keep(admin, "level__exact=village", name="全县共用", shared="on")
    keep(admin, "level__exact=unit", name="自己用")
    keep(town, "level__exact=township", name="镇里共用", shared="on")
    assert [name for _, name in tabs(words(town.get(LIST)))] == ["全县共用", "镇里共用"]
    assert [name for _, name in tabs(words(admin.get(LIST)))] == ["自己用", "全县共用"]
    clerk = signed_in(east.clerk)
    assert [name for _, name in tabs(words(clerk.get(LIST)))] == ["全县共用"]
    assert tabs(words(signed_in(west.admin).get(LIST))) == []
    with scope(east.county.pk):
        east.chair.hat = hats.grant_hat(east.chair, east.county, None, TODAY)[0]
        assert [f.name for f in filters_on("orgs.org", east.chair)] == ["全县共用", "镇里共用"]


def test_renamed_and_removed_by_its_owner_only(east):
    desk, clerk = signed_in(east.admin), signed_in(east.clerk)
    keep(desk, "level__exact=village", shared="on")
    (saved,) = kept(east)
    page = f"/desk/orgs/savedfilter/{saved.pk}/"
    for path in (page, f"{page}remove/"):
        assert clerk.get(path).status_code == clerk.post(path, {"name": "x"}).status_code == 404
    with scope(east.county.pk), pytest.raises(ValidationError, match="别人"):
        services.remove_filter(saved=saved, by=east.clerk)
    with scope(east.county.pk), pytest.raises(ValidationError, match="别人"):
        services.change_filter(saved=saved, name="x", is_shared=False, by=east.clerk)
    assert desk.post(page, {"name": "各村"}).status_code == 302
    (saved,) = kept(east)
    assert (saved.name, saved.is_shared) == ("各村", False)
    assert tabs(words(clerk.get(LIST))) == []
    assert "各村" in words(desk.get("/desk/orgs/savedfilter/"))
    assert desk.get(f"{page}remove/").status_code == 200
    assert len(kept(east)) == 1
    assert desk.post(f"{page}remove/").status_code == 302
    assert kept(east) == []


def test_names_are_words_not_markup(east):
    desk = signed_in(east.admin)
    keep(desk, "level__exact=%22%3E%3Cscript%3E", name="<script>x")
    page = words(desk.get(LIST))
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_tabs_cost_one_query(east):
    desk = signed_in(east.admin)
    counts = []
    for n in range(3):
        keep(desk, f"level__exact=village&counted={n % 2}", name=f"第{n}个", shared="on")
        with CaptureQueriesContext(connection) as asked:
            desk.get(LIST)
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert counts[0] <= 12


def test_no_more_than_twenty(east):
    desk = signed_in(east.admin)
    for n in range(20):
        assert keep(desk, "level__exact=village", name=f"{n}").status_code == 302
    assert "最多存 20 个" in words(keep(desk, "level__exact=village", name="又一个"))


def test_the_record_of_a_filter_is_its_owners_and_the_auditors(east):
    hers = signed_in(east.town_clerk)
    keep(hers, "level__exact=village", name="自己看的")
    with scope(east.county.pk):
        line = Record.rows.get(act="orgs.save_filter")
    page = f"/desk/orgs/record/{line.pk}/"
    assert "自己看的" in words(hers.get(page))
    assert signed_in(east.auditor).get(page).status_code == 200
    other = signed_in(east.clerk)
    assert other.get(page).status_code == 404
    assert "保存常用筛选" not in words(other.get("/desk/"))
