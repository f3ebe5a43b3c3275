"""Officer cards: issued with consent, dead the minute the seat is, silent about everything else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties import services as duties
from duties.models import DutyPost
from duties.services.seasons import SEASONS
from fulian.consequences import preview_of
from fulian.scoping import scope
from homes import services
from homes.models import OfficerCard
from homes.queries import cards as reads
from homes.queries.renewing import renewable
from homes.services.cards import open_ways
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import Doorway, Record
from orgs.queries import hats
from tests.conftest import NOW, TODAY
from tests.people import SINCE, seat

DAY = timedelta(days=1)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.her = seat(east.village, Office.CHAIR, "白春燕")
        yield east


def seated(cast, office=Office.EXECUTIVE_MEMBER, name="沈秋月"):
    return seat(cast.village, office, name)


def issued(one, **more):
    return services.issue_card(appointment=one, consented=True, at=NOW, by=None, **more)


def wearing(user, cast):
    found = hats.grant_hat(user, cast.county, None, TODAY)
    assert found
    user.hat = found[0]
    return user


def test_card_tells_what_she_consented_to_and_nothing_else(here):
    duties.set_up_posts(on=SINCE, by=None)
    she = seated(here)
    duties.assign_post(appointment=she, post=DutyPost.rows.get(code="mediation"), on=SINCE, by=None)
    code = issued(she, hours="周三下午在妇女之家").plain_code
    found = reads.behind_code(code, NOW)
    assert (found.org, found.has_left, found.successor) == (here.village, False, None)
    assert found.holder == reads.Carried("沈秋月", "执委", ["矛盾调解岗"], "")
    shy = issued(here.her, shows=["role", "hours"], hours="每天上午").plain_code
    assert reads.behind_code(shy, NOW).holder == reads.Carried("白**", "主席", [], "每天上午")


def test_code_is_found_however_it_is_typed_and_only_then(here):
    code = issued(here.her).plain_code
    assert len(code) == 16
    for typed in (code.lower(), f" {code[:8]} {code[8:]} ", "-".join((code[:4], code[4:]))):
        assert reads.behind_code(typed, NOW).holder
    for none in ("", code[:-1], code + "3", "A" * 16, "\0" * 16, "中" * 16, "😀" * 16, "x" * 9999):
        assert reads.behind_code(none, NOW) is None


def test_code_stands_nowhere_in_the_clear(here):
    card = issued(here.her)
    door = Doorway.objects.get(kind=Doorway.Kind.CARD)
    assert card.plain_code not in door.digest
    assert card.plain_code.encode() not in bytes(card.code)
    told = str(list(Record.rows.filter(act="homes.issue_card").values()))
    assert card.plain_code not in told


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"consented": False}, "no_consent"),
        ({"shows": ["post"]}, "shows_nothing"),
        ({"shows": ["name", "phone"]}, "unknown_field"),
        ({"hours": "电话 139 0000 1234"}, "number"),
        ({"hours": "周" * 41}, "too_long"),
        ({"hours": "\0"}, "nul"),
    ],
)
def test_refused_without_consent_or_with_a_number_in_it(here, facts, code):
    given = {"appointment": here.her, "consented": True, "at": NOW, "by": None} | facts
    with pytest.raises(ValidationError) as refused:
        services.issue_card(**given)
    assert refused.value.code == code
    assert not OfficerCard.rows.exists()


def test_refused_for_who_left_for_a_representative_and_twice(here):
    she = seated(here)
    members.end_appointment(appointment=she, on=TODAY, departure="moved", by=None)
    with pytest.raises(ValidationError, match="已经不在任"):
        issued(she)
    with pytest.raises(ValidationError, match="只发给主席"):
        issued(seat(here.village, Office.REPRESENTATIVE, "傅雪晴"))
    issued(here.her)
    with pytest.raises(ValidationError, match="已经有一张"):
        issued(here.her)
    ground.close_org(org=here.other_village, on=TODAY, by=None)
    closed = seat_at_closed(here)
    with pytest.raises(ValidationError):
        issued(closed)


def seat_at_closed(cast):
    she = seated(cast, name="陶晓岚")
    she.org_id = cast.other_village.pk
    she.save(update_fields=["org"])
    return she


def test_whole_committee_in_one_act_or_none(here):
    others = [seated(here, name=name) for name in ("沈秋月", "陶晓岚")]
    with pytest.raises(ValidationError, match="勾选"):
        services.issue_cards(org=here.village, seats=[], consented=True, at=NOW, by=None)
    far = seat(here.town, Office.EXECUTIVE_MEMBER, "姜雨桐")
    with pytest.raises(ValidationError, match="只能给本组织"):
        services.issue_cards(
            org=here.village, seats=[*others, far], consented=True, at=NOW, by=None
        )
    assert not OfficerCard.rows.exists()
    services.issue_cards(org=here.village, seats=others, consented=True, at=NOW, by=None)
    assert len(reads.cards_of(here.village, TODAY)) == 2
    assert [bool(one.card) for one in reads.board_of(here.village, TODAY)] == [False, True, True]


def test_card_dies_with_the_seat_and_names_her_successor(here):
    she = seated(here)
    cards = {who: issued(who).plain_code for who in (she, here.her)}
    facts = {"appointment": she, "on": TODAY}
    told = [e for e in preview_of("members.end_appointment", **facts) if e.what == "亮身份码"]
    assert [e.count for e in told] == [1]
    for who in (she, here.her):
        members.end_appointment(appointment=who, on=TODAY, departure="moved", by=None)
    found = reads.behind_code(cards[here.her], NOW)
    assert (found.holder, found.has_left, found.successor) == (None, True, None)
    new = seat(here.village, Office.CHAIR, "史慧敏", since=TODAY)
    assert reads.behind_code(cards[here.her], NOW).successor is None  # she was not asked yet
    issued(new)
    assert reads.behind_code(cards[here.her], NOW).successor.name == "史慧敏"
    assert reads.behind_code(cards[she], NOW).successor is None
    assert OfficerCard.rows.get(appointment=she).ended == "left"
    assert "白春燕" not in str(reads.behind_code(cards[here.her], NOW))


def test_successor_is_not_named_without_her_name_among_the_consent(here):
    code = issued(here.her).plain_code
    members.end_appointment(appointment=here.her, on=TODAY, departure="moved", by=None)
    issued(seat(here.village, Office.CHAIR, "史慧敏", since=TODAY), shows=["role"])
    assert reads.behind_code(code, NOW).successor is None


def test_card_is_dead_although_its_row_was_forgotten(here):
    """What ended behind the verb's back ends the card too: the seat is asked at every look."""
    code = issued(here.her).plain_code
    type(here.her).rows.filter(pk=here.her.pk).update(until=TODAY, departure="moved")
    assert OfficerCard.rows.get().until is None
    assert reads.behind_code(code, NOW).holder is None


def test_leaving_taken_back_makes_the_card_good_again(here):
    code = issued(here.her).plain_code
    members.end_appointment(appointment=here.her, on=TODAY, departure="moved", by=None)
    batch = Record.rows.filter(act="members.end_appointment").latest("pk").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    assert reads.behind_code(code, NOW).holder.name == "白春燕"


def test_revoked_card_opens_nothing_and_says_no_name(here):
    card = issued(here.her)
    services.revoke_card(card=card, why="misused", at=NOW, by=None)
    found = reads.behind_code(card.plain_code, NOW)
    assert (found.holder, found.has_left, found.successor) == (None, False, None)
    for why in ("lost", "left", "x"):
        with pytest.raises(ValidationError):
            services.revoke_card(card=card, why=why, at=NOW, by=None)
    with pytest.raises(ValidationError):
        ground.undo(
            batch=Record.rows.filter(act="homes.revoke_card").get().batch, at=timezone.now(),
            on=TODAY, by=None,
        )  # fmt: skip
    assert reads.behind_code(issued(here.her).plain_code, NOW).holder


def test_reissued_card_keeps_what_she_consented_to(here):
    old = issued(here.her, shows=["name", "hours"], hours="周三下午")
    new = services.reissue_card(card=old, at=NOW + DAY, by=None)
    assert (new.shows, new.hours, new.consented_on) == (["name", "hours"], "周三下午", TODAY)
    assert reads.behind_code(old.plain_code, NOW + DAY).holder is None
    assert reads.behind_code(new.plain_code, NOW + DAY).holder.name == "白春燕"


def test_chair_issues_at_her_own_organisation_only(here, west):
    chair = wearing(here.chair, here)
    services.issue_card(appointment=here.her, consented=True, at=NOW, by=chair)
    far = seat(here.other_village, Office.CHAIR, "姜雨桐")
    with pytest.raises(ValidationError, match="只能给本组织"):
        services.issue_card(appointment=far, consented=True, at=NOW, by=chair)
    clerk = wearing(here.town_clerk, here)
    with pytest.raises(ValidationError, match="只能给本组织"):
        services.issue_card(appointment=far, consented=True, at=NOW, by=clerk)
    card = OfficerCard.rows.get()
    services.revoke_card(card=card, why="lost", at=NOW, by=clerk)
    with scope(west.county.pk):
        stranger = seat(west.village, Office.CHAIR, "潘玉兰")
    with pytest.raises(type(here.her).DoesNotExist):
        services.issue_card(appointment=stranger, consented=True, at=NOW, by=chair)


def test_codes_are_forgotten_a_year_after_the_end(here):
    card = issued(here.her)
    services.revoke_card(card=card, why="lost", at=NOW, by=None)
    assert services.purge_cards(on=TODAY + 364 * DAY) == 0
    assert services.purge_cards(on=TODAY + 366 * DAY) == 1
    assert reads.behind_code(card.plain_code, NOW) is None
    assert OfficerCard.rows.get().plain_code == ""
    assert not Doorway.objects.filter(kind=Doorway.Kind.CARD).exists()


def again(cast, her, until=TODAY, **more):
    """End her seat and seat her in the same office anew, as an election does."""
    members.end_appointment(appointment=her, on=until, departure="term_end", by=None)
    return seat(cast.village, her.office, who=her.person, since=until, **more)


def test_who_is_elected_again_gets_her_card_anew_in_one_step(here):
    old, other = issued(here.her, hours="周三下午", shows=["name", "role", "hours"]), seated(here)
    issued(other)
    now = again(here, here.her)
    assert [one.seat for one in renewable(here.village, TODAY)] == [now]
    assert renewable(here.village, TODAY)[0].tells == "姓名、职务、服务时间"
    gone = reads.behind_code(old.plain_code, NOW)
    assert (gone.holder, gone.has_left, gone.successor) == (None, True, None)
    (new,) = services.renew_cards(org=here.village, seats=[now], at=NOW, by=None)
    assert new.plain_code != old.plain_code
    assert reads.behind_code(new.plain_code, NOW).holder.hours == "周三下午"
    assert reads.behind_code(old.plain_code, NOW).successor.name == "白春燕"
    assert renewable(here.village, TODAY) == []


def test_member_elected_again_is_her_own_successor_on_the_old_card(here):
    she = seated(here)
    old = issued(she)
    now = again(here, she)
    services.renew_cards(org=here.village, seats=[now], at=NOW, by=None)
    assert reads.behind_code(old.plain_code, NOW).successor.name == "沈秋月"


def test_card_is_not_given_anew_to_who_took_it_back_or_had_none_or_sits_elsewhere(here):
    she, shy = seated(here), seated(here, name="严问雁")
    services.revoke_card(card=issued(shy), why="withdrawn", at=NOW, by=None)
    assert renewable(here.village, TODAY) == []
    for seats, code in (
        ([], "nobody"), ([she], "no_last"), ([again(here, shy)], "no_last"),
        ([seat(here.town, Office.CHAIR, "镇主席")], "no_last"),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            services.renew_cards(org=here.village, seats=seats, at=NOW, by=None)
        assert refused.value.code == code
    issued(she)
    now = again(here, she)
    chair = wearing(here.chair, here)
    with pytest.raises(ValidationError) as refused:
        services.renew_cards(org=here.town, seats=[now], at=NOW, by=chair)
    assert refused.value.code == "no_last"
    services.renew_cards(org=here.village, seats=[now], at=NOW, by=chair)
    with pytest.raises(ValidationError):
        services.renew_cards(org=here.village, seats=[now], at=NOW, by=chair)
    assert len(OfficerCard.rows.filter(appointment=now)) == 1


def test_cards_on_the_wall_are_good_again_where_no_code_leads_here(here):
    code = issued(here.her).plain_code
    Doorway.objects.filter(kind=Doorway.Kind.CARD).delete()
    assert reads.behind_code(code, NOW) is None
    SEASONS["homes.purge_cards"].act(on=TODAY, at=NOW)
    assert reads.behind_code(code, NOW).holder.name == "白春燕"
    assert open_ways(NOW) == 0
