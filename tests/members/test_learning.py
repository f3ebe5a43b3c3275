"""Training cards: offered once, skipped at will, and nobody else's business."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from fulian import decks
from fulian.permissions import permissions
from fulian.scoping import scope
from members import services
from members.models import CardsRead
from members.queries import learning
from orgs.models import Org, Record
from orgs.queries import hats
from tests.conftest import NOW, TODAY, signed_in


def in_her_seat(cast, who: str):
    """Return the account ``who`` in her seat."""
    user = getattr(cast, who)
    worn = hats.grant_hat(user, cast.county, getattr(cast, f"{who}_grant").pk, TODAY)
    assert worn
    user.hat = worn[0]
    return user


def test_decks_are_short_and_lead_somewhere():
    for one in decks._decks.values():
        assert decks.FEWEST <= len(one.cards) <= decks.MOST
        assert one.needs in permissions(), one.code
        assert reverse(one.opens)
        assert all(len(card.title) <= 16 and len(card.says) <= 60 for card in one.cards), one.code


def test_deck_of_two_cards_is_refused():
    with pytest.raises(ValueError, match="3 to 5"):
        decks.offer("short", "短", ("一", "一"), ("二", "二"), needs="x", opens="y")
    cards = [("一", "一")] * 3
    with pytest.raises(ValueError, match="already"):
        decks.offer("committee", "重", *cards, needs="x", opens="y")


def test_cards_are_offered_until_read_or_skipped(east):
    browser = signed_in(east.chair)
    page = browser.get("/").content.decode()
    with scope(east.county.pk, by=east.chair):
        she = in_her_seat(east, "chair")
        first = learning.waiting_for(she, east.village, TODAY)
    assert first.deck is not None
    assert first.count >= 3
    assert first.deck.title in page
    for n in range(2):
        assert browser.post(f"/learn/{first.deck.code}/done/", {"skip": "1"}).status_code == 302, n
    assert first.deck.title not in browser.get("/").content.decode().split("<main")[1]
    with scope(east.county.pk, by=east.chair):
        assert learning.waiting_for(she, east.village, TODAY).count == first.count - 1
        assert CardsRead.rows.get(user=she).was_skipped
    assert "看过了" in browser.get("/learn/").content.decode()


def test_reading_leads_on_card_by_card(east):
    browser = signed_in(east.chair)
    page = browser.get("/learn/committee/").content.decode()
    assert "第 1 张，共 3 张" in page
    assert "?card=2" in page
    last = browser.get("/learn/committee/?card=3").content.decode()
    assert "看完了，去用" in last
    assert "不看了" not in last
    for odd in ("0", "99", "-1", "x", "²", "%00"):
        assert browser.get(f"/learn/committee/?card={odd}").status_code == 200
    answer = browser.post("/learn/committee/done/")
    assert answer["Location"] == "/"
    with scope(east.county.pk):
        assert not CardsRead.rows.get(user=east.chair).was_skipped


def test_cards_of_what_is_not_hers_are_not_there(east):
    """An officer arranges no posts: neither shown, nor read, nor kept by a forged form."""
    browser = signed_in(east.officer)
    assert "给执委安排岗位" not in browser.get("/learn/").content.decode()
    assert browser.get("/learn/arrange/").status_code == 404
    assert browser.post("/learn/arrange/done/").status_code == 404
    assert browser.get("/learn/nothing/").status_code == 404
    with scope(east.county.pk, by=east.officer):
        she = in_her_seat(east, "officer")
        with pytest.raises(ValidationError, match="没有这组卡片"):
            services.read_cards(deck="arrange", skipped=False, by=she, at=NOW)
        assert not CardsRead.rows.exists()


def test_who_read_what_stands_nowhere_else(east):
    """No line in the record, no list, no figure: only her own pages tell."""
    signed_in(east.chair).post("/learn/committee/done/")
    with scope(east.county.pk):
        assert not Record.rows.filter(act="members.read_cards").exists()
        assert not Record.rows.filter(target__icontains="cards").exists()
    for who in (east.admin, east.auditor):
        assert "看过了" not in signed_in(who).get("/learn/").content.decode()


def test_another_account_reads_for_itself(east, west):
    signed_in(east.chair).post("/learn/committee/done/")
    signed_in(west.chair).post("/learn/committee/done/")
    with scope(west.county.pk):
        assert Counter(CardsRead.rows.values_list("user", flat=True)) == {west.chair.pk: 1}
        assert Org.rows.filter(pk=CardsRead.rows.get().org_id).exists()
