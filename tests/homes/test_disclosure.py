"""What disclosure is: four items of the roll, who may be named, what is taken down."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duties import services as duties
from duties.models import DutyPost, Message
from fulian.scoping import scope
from homes import services
from homes.models import Item, NameConsent, TakeDown
from homes.queries.disclosed import Officer, Public, public_of
from homes.queries.disclosure import asked_of, indicator, obliged, states_of, unasked_at
from homes.queries.rolls import Door
from homes.queries.whatson import Happening, _sources, whats_on
from homes.rules import disclosure as rules
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import Org, Record
from orgs.queries.hats import grant_hat
from tests.conftest import NOW, TODAY
from tests.people import committee, seat

QUARTER = rules.quarter_of(TODAY)


def public(org, on=TODAY):
    return public_of([Org.rows.get(pk=org.pk)], on)[org.pk]


def state(org, on=TODAY):
    return states_of([Org.rows.get(pk=org.pk)], on)[0]


def agree(org, held, agrees=True):
    return services.note_consent(
        org=org, person=held.person, agrees=agrees, on=TODAY, at=NOW, by=None
    )


def refused(act, **facts):
    with pytest.raises(ValidationError) as found:
        act(**facts)
    return found.value.code


@pytest.fixture
def here(east):
    """The village with a chair, two vice-chairs and three executive members, in scope."""
    with scope(east.county.pk):
        east.seats = committee(east.village)
        yield east


def as_chair(cast, user=None, grant=None):
    who, held = user or cast.chair, grant or cast.chair_grant
    who.hat, _ = grant_hat(who, cast.county, held.pk, TODAY)
    return who


def test_by_default_a_name_needs_consent_and_brings_role_and_post_only(here):
    chair = here.seats[0]
    duties.assign_post(appointment=chair, post=DutyPost.rows.first() or _post(), on=TODAY, by=None)
    assert public(here.village).officers == ()
    assert ("主席", 1) in public(here.village).unnamed
    agree(here.village, chair)
    (one,) = public(here.village).officers
    assert (one.role, one.name, one.term) == ("主席", chair.person.name, "")
    assert one.post
    assert ("主席", 1) not in public(here.village).unnamed


def _post():
    duties.set_up_posts(on=TODAY, by=None)
    return DutyPost.rows.first()


def test_public_has_no_field_for_what_is_nobodys():
    assert set(Officer.__slots__) == {"role", "name", "post", "term"}
    assert set(Door.__slots__) == {"name", "is_online", "address", "hours", "is_paused"}
    assert set(Public.__slots__) == {
        "title", "is_down", "down", "duties", "posts", "structure", "officers", "unnamed",
        "quarter", "plan", "happenings", "homes", "micro",
    }  # fmt: skip


def test_county_sets_the_limit_and_an_organisation_may_show_less(here):
    chair = here.seats[0]
    agree(here.village, chair)
    services.choose_fields(org=here.village, name=True, post=True, term=True, by=None)
    assert public(here.village).officers[0].term == "", "the county shows no terms"
    services.choose_fields(org=here.root, name=True, post=True, term=True, by=None)
    assert public(here.village).officers[0].term == "2026年1月起任职"
    services.choose_fields(org=here.root, name=False, post=True, term=True, by=None)
    assert public(here.village).officers == ()
    services.choose_fields(org=here.root, name=True, post=True, term=True, by=None)
    services.choose_fields(org=here.village, name=False, post=False, term=False, by=None)
    assert public(here.village).officers == ()
    assert dict(public(here.village).unnamed)["主席"] == 1


def test_consent_is_kept_with_who_noted_it_and_withdrawn_at_once(here):
    chair = here.seats[0]
    agree(here.village, chair)
    agree(here.village, chair, agrees=False)
    assert public(here.village).officers == ()
    said = list(NameConsent.rows.order_by("pk").values_list("answer", "said_on", "noted_at"))
    assert said == [("agreed", TODAY, NOW), ("refused", TODAY, NOW)]
    assert asked_of(here.village, TODAY)[0].answer == "refused"
    assert Record.rows.filter(act="homes.note_consent").count() == 2
    stranger = seat(here.town, Office.CHAIR, "外人")
    assert refused(
        services.note_consent, org=here.village, person=stranger.person, agrees=True, on=TODAY,
        at=NOW, by=None,
    ) == "not_here"  # fmt: skip


def noted(org, seats, **more):
    facts = {"way": "face", "on": TODAY, "at": NOW, "by": None}
    return services.note_consents(org=org, seats=seats, **facts | more)


def test_several_agree_in_one_act_which_is_undone_as_one(here):
    noted(here.village, here.seats[:3])
    assert len(public(here.village).officers) == 3
    rows = NameConsent.rows.order_by("pk")
    assert [row.person_id for row in rows] == [one.person_id for one in here.seats[:3]]
    agree(here.village, here.seats[1], agrees=False)
    assert len(public(here.village).officers) == 2, "she takes hers back alone"
    agree(here.village, here.seats[1])
    first = Record.rows.filter(act="homes.note_consents").first()
    with pytest.raises(ValidationError):
        ground.undo(batch=first.batch, by=None, on=TODAY, at=NOW)
    noted(here.village, here.seats[3:5])
    last = Record.rows.filter(act="homes.note_consents").order_by("-pk").first()
    ground.undo(batch=last.batch, by=None, on=TODAY, at=NOW)
    assert len(public(here.village).officers) == 3
    assert len(unasked_at(here.village, TODAY)) == 3


def test_several_are_refused_without_names_without_a_way_and_against_a_no(here):
    agree(here.village, here.seats[0], agrees=False)
    far = seat(here.other_village, Office.CHAIR, "别村")
    for seats, more, code in (
        ([], {}, "nobody"), (here.seats[1:2], {"way": ""}, "way"), ([far], {}, "not_here"),
        (here.seats[1:2], {"way": "rumour"}, "way"), (here.seats[:2], {}, "said_no"),
    ):  # fmt: skip
        assert refused(noted, org=here.village, seats=seats, **more) == code
    assert public(here.village).officers == ()
    as_chair(here)
    assert refused(noted, org=here.town, seats=here.seats[1:2], by=here.chair) == "not_own"


def test_name_ends_with_the_seat_that_very_day(here):
    agree(here.village, here.seats[0])
    members.end_appointment(appointment=here.seats[0], on=TODAY, departure="moved", by=None)
    assert public(here.village).officers == ()
    assert "主席" not in dict(public(here.village).unnamed)
    assert dict(public(here.village, TODAY - timedelta(days=1)).unnamed)["主席"] == 1


def test_duties_come_from_the_organisation_then_the_county_then_the_product(here):
    assert public(here.village).duties == rules.DUTIES["village"]
    services.set_duties_template(level="village", text="县里的说法", by=None)
    assert public(here.village).duties == "县里的说法"
    assert public(here.town).duties == rules.DUTIES["township"]
    services.change_duties(org=here.village, text="  我们的说法 \r\n第二行 ", by=None)
    assert public(here.village).duties == "我们的说法\n第二行"
    services.change_duties(org=here.village, text="", by=None)
    assert public(here.village).duties == "县里的说法"


def test_plan_is_stale_when_the_quarter_is_over(here):
    facts = {"org": here.village, "on": TODAY, "by": None}
    services.write_plan(quarter=QUARTER, text="包饺子", **facts)
    assert public(here.village).plan == "包饺子"
    assert state(here.village).lacks[Item.ACTIVITY_PLAN] == ""
    after = rules.next_quarter(QUARTER)
    assert public(here.village, after).plan == ""
    assert state(here.village, after).lacks[Item.ACTIVITY_PLAN] == "本季度还没有写"
    services.write_plan(quarter=after, text="迎新春", **facts)
    assert public(here.village, after).plan == "迎新春"
    assert refused(services.write_plan, quarter=date(2026, 7, 1), text="x", **facts) == "quarter"
    assert refused(services.write_plan, quarter=TODAY, text="x", **facts) == "quarter"
    assert refused(services.write_plan, quarter=QUARTER, text=" ", **facts) == "empty"


@pytest.mark.parametrize(
    ("text", "code"),
    [("a" * 10_000, "too_long"), ("a\x00b", "unreadable"), ("a\ufeffb", "unreadable")],
)
def test_hostile_text_is_refused(here, text, code):
    for act in (services.change_duties,):
        assert refused(act, org=here.village, text=text, by=None) == code
    facts = {"org": here.village, "quarter": QUARTER, "on": TODAY, "by": None}
    assert refused(services.write_plan, text=text, **facts) == code
    assert refused(services.set_duties_template, level="village", text=text, by=None) == code


def test_four_items_make_one_current_organisation(here):
    assert state(here.village).lacks[Item.OFFICERS] == "还有 6 人没有问过是否公开姓名"
    services.write_plan(org=here.village, quarter=QUARTER, text="包饺子", on=TODAY, by=None)
    for held in here.seats:
        agree(here.village, held, agrees=False)
    assert state(here.village).is_current, "everybody was asked: a role is enough"
    states = states_of(list(obliged()), TODAY)
    assert indicator(states) == (1, 6)
    assert state(here.town).lacks[Item.STRUCTURE] == "还没有人任职"


def test_take_down_hides_at_once_and_comes_back(here):
    for held in here.seats[:2]:
        agree(here.village, held)
    facts = {"org": here.village, "reason": "写错了", "at": NOW, "on": TODAY, "by": None}
    for what, gone in (("duties", "duties"), ("structure", "structure"),
                       ("officers", "officers"), ("activity_plan", "plan")):  # fmt: skip
        down = services.take_down(what=what, **facts)
        assert not getattr(public(here.village), gone)
        assert state(here.village).lacks[what] == "撤下了"
        assert refused(services.take_down, what=what, **facts)
        services.put_back(down=down, at=NOW, by=None)
    assert refused(services.put_back, down=down, at=NOW, by=None) == "back"
    her = here.seats[0].person
    services.take_down(what="person", person=her, **facts)
    assert [one.role for one in public(here.village).officers] == ["副主席"]
    assert ("主席", 1) in public(here.village).unnamed
    services.take_down(what="page", **facts)
    whole = public(here.village)
    assert whole.is_down
    assert (whole.duties, whole.officers, whole.structure, whole.homes) == ("", (), (), ())
    assert not any(not lack for lack in state(here.village).lacks.values())
    assert refused(services.take_down, what="person", **facts) == "person"
    assert refused(services.take_down, what="phone", **facts) == "what"
    assert refused(services.take_down, what="page", **(facts | {"reason": " "})) == "empty"


def test_what_a_level_took_down_a_lower_one_does_not_put_back(here):
    facts = {"org": here.village, "reason": "写错了", "at": NOW, "on": TODAY}
    by_county = services.take_down(what="duties", by=as_chair(here, here.admin, here.admin_grant),
                                   **facts)  # fmt: skip
    chair = as_chair(here)
    assert refused(services.put_back, down=by_county, at=NOW, by=chair) == "higher"
    own = services.take_down(what="structure", by=chair, **facts)
    services.put_back(down=own, at=NOW, by=chair)
    services.put_back(down=by_county, at=NOW, by=None)
    assert not TakeDown.rows.filter(back_at=None).exists()


def test_chair_acts_at_her_own_organisation_and_nobody_at_a_closed_one(here):
    chair = as_chair(here)
    facts = {"text": "x", "by": chair}
    assert refused(services.change_duties, org=here.other_village, **facts) == "not_own"
    services.change_duties(org=here.village, **facts)
    ground.close_org(org=here.village, on=TODAY, by=None)
    assert refused(services.change_duties, org=here.village, text="y", by=None) == "closed"
    assert refused(
        services.take_down, org=here.village, what="page", reason="x", at=NOW, on=TODAY, by=None
    ) == "closed"  # fmt: skip


def test_hung_sheet_is_old_after_a_change_and_not_after_a_change_back(here):
    services.hang_sheet(org=here.village, where="村部", on=TODAY, today=TODAY, by=None)
    assert not state(here.village).is_sheet_old
    agree(here.village, here.seats[0])
    assert state(here.village).is_sheet_old
    agree(here.village, here.seats[0], agrees=False)
    assert not state(here.village).is_sheet_old
    late = {"where": "村部", "today": TODAY, "by": None, "on": TODAY + timedelta(days=1)}
    assert refused(services.hang_sheet, org=here.village, **late) == "future"


def test_chair_is_told_once_what_is_stale(here):
    services.write_plan(org=here.village, quarter=QUARTER, text="包饺子", on=TODAY, by=None)
    services.hang_sheet(org=here.village, where="村部", on=TODAY, today=TODAY, by=None)
    here.chair_grant.taken_at = NOW
    count = services.remind_disclosure(on=TODAY, at=NOW)
    assert count == 5, "all but the village"
    agree(here.village, here.seats[0])
    services.remind_disclosure(on=TODAY, at=NOW)
    assert services.remind_disclosure(on=TODAY, at=NOW) == 6
    said = Message.rows.filter(org=here.village).values_list("text", flat=True)
    assert all("重新打印" in text for text in said)
    assert len(said) <= 1


def test_reasons_are_emptied_two_years_after(here):
    facts = {"org": here.village, "what": "page", "reason": "某人的事", "on": TODAY, "by": None}
    old = services.take_down(at=NOW, **facts)
    services.put_back(down=old, at=NOW, by=None)
    services.take_down(at=NOW, **facts)
    assert services.purge_reasons(on=TODAY, at=NOW + timedelta(days=700)) == 0
    assert services.purge_reasons(on=TODAY, at=NOW + timedelta(days=731)) == 1
    assert sorted(TakeDown.rows.values_list("reason", flat=True)) == ["", "某人的事"]


def test_activities_of_others_are_what_is_on(here):
    def source(orgs, first, last):
        return {here.village.pk: [Happening(first, "广场舞", "村部")]}

    whats_on(source)
    try:
        assert public(here.village).happenings == (Happening(TODAY, "广场舞", "村部"),)
        assert state(here.village).lacks[Item.ACTIVITY_PLAN] == ""
        assert public(here.village).mark == public(here.village, TODAY).mark
    finally:
        _sources.remove(source)


def test_indicator_is_what_one_counts_by_hand(here):
    """I-PUB-1: one of six, though four of them did most of it."""
    plan = {"quarter": QUARTER, "text": "包饺子", "on": TODAY, "by": None}
    for held in here.seats:  # 1: all six asked, two said no; a representative was not asked
        agree(here.village, held, agrees=held not in here.seats[:2])
    seat(here.village, Office.REPRESENTATIVE, "宋代表")
    services.write_plan(org=here.village, **plan)
    some = committee(here.other_village, vice=1, executives=1)  # 2: one of three not asked
    for held in some[:2]:
        agree(here.other_village, held)
    services.write_plan(org=here.other_village, **plan)
    for held in committee(here.town, vice=0, executives=1):  # 3: all asked, no plan
        agree(here.town, held)
    for held in committee(here.other_town, vice=0, executives=1):  # 4: all done, one taken down
        agree(here.other_town, held)
    services.write_plan(org=here.other_town, **plan)
    services.take_down(
        org=here.other_town, what="duties", reason="错", at=NOW, on=TODAY, by=None
    )  # fmt: skip
    states = {one.org.pk: one for one in states_of(list(obliged()), TODAY)}
    assert indicator(list(states.values())) == (1, 6)
    lacks = {pk: {item for item, lack in one.lacks.items() if lack} for pk, one in states.items()}
    assert lacks[here.village.pk] == set()
    assert lacks[here.other_village.pk] == {"officers"}
    assert states[here.other_village.pk].lacks["officers"].startswith("还有 1 人")
    assert lacks[here.town.pk] == {"activity_plan"}
    assert lacks[here.other_town.pk] == {"duties"}
    others = [pk for pk in lacks if pk not in (
        here.village.pk, here.other_village.pk, here.town.pk, here.other_town.pk)]  # fmt: skip
    assert [lacks[pk] for pk in others] == [{"structure", "officers", "activity_plan"}] * 2
    next_day = rules.next_quarter(QUARTER)
    assert indicator(states_of(list(obliged()), next_day)) == (0, 6), "the plans are over"


def test_whole_county_takes_as_many_reads_as_one_organisation(here):
    def count(orgs):
        with CaptureQueriesContext(connection) as seen:
            public_of(orgs, TODAY)
        return len(seen)

    every = list(Org.rows.order_by("lft"))
    assert count(every[:1]) == count(every) == 7


def test_another_county_is_not_there(here, west):
    with scope(west.county.pk):
        services.choose_fields(org=west.root, name=False, post=False, term=False, by=None)
    agree(here.village, here.seats[0])
    assert public(here.village).officers
