"""The county's catalogue of posts: added to, renamed, retired, taken up again, its past kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties import services
from duties.models import DutyPost, PostAssignment, PostHistory
from duties.queries import log as lines
from duties.queries import unfilled
from duties.queries.catalogue import names_of, names_on, posts_between, posts_kept
from fulian.scoping import scope
from members.models import Office
from orgs import services as ground
from orgs.models import Record
from tests.conftest import NOW, TODAY, signed_in
from tests.people import SINCE, committee, seat

WEEK, DAY = TODAY - timedelta(days=7), timedelta(days=1)
DESK = "/desk/duties/dutypost"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        services.set_up_posts(on=SINCE, by=None)
        yield east


def post(code="mediation"):
    return DutyPost.rows.get(code=code)


def undo(act):
    batch = Record.rows.filter(act=act).order_by("pk").last().batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)


def names(on):
    return [one.name for one in posts_kept(on)]


def held(cast, code="mediation", name="舒若兰", since=SINCE):
    she = seat(cast.village, Office.EXECUTIVE_MEMBER, name)
    return services.assign_post(appointment=she, post=post(code), on=since, by=None)


def words(answer):
    return answer.content.decode()


def test_a_post_is_added_in_its_place_and_undone(here):
    services.add_post(name=" 家教家风岗 ", duties="讲家风。", on=TODAY, by=None, place=2)
    assert names(TODAY)[:3] == ["脱贫致富岗", "家教家风岗", "宣传教育岗"]
    assert "家教家风岗" not in names(TODAY - DAY)
    assert [p.place for p in posts_kept(TODAY)] == [1, 2, 3, 4, 5, 6]
    undo("duties.add_post")
    assert [p.place for p in posts_kept(TODAY)] == [1, 2, 3, 4, 5]


REFUSED = [
    ({"name": " "}, "请填写"), ({"name": "长" * 21}, "最多 20"), ({"duties": "长" * 401}, "最多写"),
    ({"name": "矛盾调解岗"}, "同名"), ({"on": timezone.localdate() + DAY}, "不能晚于今天"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "tells"), REFUSED)
def test_posts_that_are_not_added(here, facts, tells):
    with pytest.raises(ValidationError, match=tells):
        services.add_post(**({"name": "新岗", "duties": "", "on": TODAY, "by": None} | facts))
    assert DutyPost.rows.count() == 5


def test_a_new_name_keeps_the_old_one_for_the_old_days(here):
    one = held(here)
    facts = {"appointment": one.appointment, "post": one.post, "what": "劝解", "by": None}
    old = services.write_log(done_on=WEEK - DAY, at=NOW, **facts)
    new = services.write_log(done_on=WEEK, at=NOW, **facts)
    services.rename_post(post=post(), name="调解岗", duties="听和劝。", on=WEEK, by=None)
    assert (names(WEEK - DAY)[2], names(WEEK)[2]) == ("矛盾调解岗", "调解岗")
    assert posts_kept(WEEK - DAY)[2].duties.startswith("听姐妹们")
    assert names_on([one.post_id], WEEK - DAY) == {one.post_id: "矛盾调解岗"}
    shown = {line.pk: line.post_name for line in lines.lines_at(here.village)}
    assert shown == {old.pk: "矛盾调解岗", new.pk: "调解岗"}
    services.rename_post(post=post(), name="和事岗", on=TODAY, by=None)
    assert [p.name for p in names_of(post())] == ["和事岗", "调解岗", "矛盾调解岗"]
    assert [(h.since, h.until) for h in PostHistory.rows.order_by("since")] == [
        (SINCE, WEEK), (WEEK, TODAY),
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="不能更早"):
        services.rename_post(post=post(), name="别的岗", on=WEEK, by=None)
    undo("duties.rename_post")
    assert names(TODAY)[2] == "调解岗"
    assert PostHistory.rows.count() == 1
    with pytest.raises(ValidationError, match="不能晚于今天"):
        services.rename_post(post=post(), name="甲岗", on=timezone.localdate() + DAY, by=None)


def test_the_same_words_again_are_no_change_and_two_on_a_day_leave_no_gap(here):
    services.rename_post(post=post(), name="矛盾调解岗", on=TODAY, by=None)
    assert not Record.rows.filter(act="duties.rename_post").exists()
    for name in ("甲岗", "乙岗"):
        services.rename_post(post=post(), name=name, on=TODAY, by=None)
    assert PostHistory.rows.count() == 1
    assert (names(TODAY - DAY)[2], names(TODAY)[2]) == ("矛盾调解岗", "乙岗")


def test_retiring_ends_who_holds_it_and_nothing_that_was_logged(here):
    one, other = held(here), held(here, "culture", "柳芳菲")
    line = services.write_log(
        appointment=one.appointment, post=one.post, done_on=TODAY, what="劝解", by=None, at=NOW
    )
    assert services.lasting(post(), TODAY).count() == 1
    assert services.retire_post(post=post(), on=TODAY, by=None) == 1
    for row, ends in ((one, TODAY), (other, None)):
        row.refresh_from_db()
        assert row.until == ends
    assert "矛盾调解岗" not in names(TODAY)
    assert "矛盾调解岗" in names(TODAY - DAY)
    assert [found.pk for found in lines.lines_at(here.village)] == [line.pk]
    for act in (lambda: services.retire_post(post=post(), on=TODAY, by=None),
                lambda: held(here, name="史慧敏", since=TODAY)):  # fmt: skip
        with pytest.raises(ValidationError, match="停用"):
            act()
    undo("duties.retire_post")
    one.refresh_from_db()
    assert (one.until, names(TODAY)[2]) == (None, "矛盾调解岗")


def test_from_a_day_to_come_whoever_takes_it_up_holds_it_until_then(here):
    ahead = timezone.localdate() + timedelta(days=30)
    assert services.retire_post(post=post(), on=ahead, by=None) == 0
    assert held(here).until == ahead
    with pytest.raises(ValidationError, match="一年之内"):
        services.retire_post(post=post("culture"), on=ahead + timedelta(days=400), by=None)
    with pytest.raises(ValidationError, match="早于设立"):
        services.retire_post(post=post("culture"), on=SINCE - DAY, by=None)


def test_taken_up_again_it_rested_between(here):
    services.retire_post(post=post(), on=WEEK, by=None)
    with pytest.raises(ValidationError, match="点“恢复”"):
        services.add_post(name="矛盾调解岗", duties="", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="不能更早"):
        services.restore_post(post=post(), on=WEEK - DAY, by=None)
    services.restore_post(post=post(), on=TODAY, by=None)
    kept = {day: "矛盾调解岗" in names(day) for day in (WEEK - DAY, WEEK, TODAY - DAY, TODAY)}
    assert list(kept.values()) == [True, False, False, True]
    assert "矛盾调解岗" in [p.name for p in posts_between(WEEK - DAY, WEEK)]
    with pytest.raises(ValidationError, match="没有停用"):
        services.restore_post(post=post(), on=TODAY, by=None)
    undo("duties.restore_post")
    assert post().until == WEEK


def test_the_order_is_all_of_them_or_none(here):
    keys = [one.pk for one in posts_kept(TODAY)]
    assert services.order_posts(posts=keys[::-1], by=None) == 4
    assert [one.pk for one in posts_kept(TODAY)] == keys[::-1]
    for wrong in (keys[1:], [*keys, 0], [keys[0], *keys[:-1]]):
        with pytest.raises(ValidationError, match="请刷新"):
            services.order_posts(posts=wrong, by=None)
    undo("duties.order_posts")
    assert [one.pk for one in posts_kept(TODAY)] == keys


def test_both_lists_of_what_is_missing(here):
    chair, *_, idle = committee(here.village, vice=0, executives=2)
    busy = held(here, name="舒若兰")
    committee(here.other_village, vice=0, executives=1)
    today = timezone.localdate()
    found = unfilled.empty_posts(today)
    assert [(one.org, len(one.posts)) for one in found] == [
        (here.village, 4), (here.other_village, 5),
    ]  # fmt: skip
    idle_ones = list(unfilled.idle_members(today))
    assert len(idle_ones) == 3
    assert busy.appointment not in idle_ones
    assert [o.org for o in unfilled.empty_posts(today, town=here.town)] == [here.village]
    assert [o.org for o in unfilled.empty_posts(today, text="101200")] == [here.other_village]
    assert idle in unfilled.idle_members(today, text=idle.person.name, town=here.town)
    assert idle.person.name in unfilled.idle_text(unfilled.idle_members(today), 3, today)
    assert chair not in idle_ones


def test_the_desk_adds_retires_restores_and_orders(here):
    desk, today = signed_in(here.clerk), timezone.localdate()
    with scope(here.county.pk):
        held(here)
    added = desk.post(f"{DESK}/add/", {"name": "家风岗", "duties": "讲", "on": today})
    assert added.status_code == 302, words(added)
    assert "家风岗" in words(desk.get(f"{DESK}/"))
    page = f"{DESK}/{post().pk}/"
    shown = words(desk.get(f"{page}retire/"))
    assert "<strong>1</strong> 个定岗" in shown
    told = {"on": today, "reason": "", "sure": "on", "seen": str(today)}
    assert desk.post(f"{page}retire/", told).url == page
    assert "1 人离岗" in words(desk.get(page))
    assert not PostAssignment.rows.filter(until__isnull=True).exists()
    assert desk.post(f"{page}restore/", {"on": today}).url == page
    order = {f"place_{one.pk}": 10 - n for n, one in enumerate(DutyPost.rows.order_by("place"))}
    assert desk.post(f"{DESK}/order/", order).url == f"{DESK}/"
    assert posts_kept(today)[0].name == "家风岗"
    same = dict.fromkeys(order, 1)
    assert "次序一样" in words(desk.post(f"{DESK}/order/", same))


def test_the_lists_at_the_desk_and_the_counts_on_the_phone(here):
    with scope(here.county.pk):
        committee(here.village, vice=0, executives=2)
    desk = signed_in(here.clerk)
    gaps = "/desk/duties/postassignment/gaps/"
    assert "脱贫致富岗、宣传教育岗" in words(desk.get(gaps))
    shown = words(desk.get(f"{gaps}?list=idle&town={here.town.pk}"))
    assert "【有人无岗】" in shown
    assert "复制文字" in shown
    assert "没有符合条件的" in words(desk.get(f"{gaps}?q=没有这个"))
    shown = words(signed_in(here.chair).get("/posts/"))
    assert "还有 5 个岗位没有人" in shown
    assert "还有 2 位执委没有岗位" in shown
