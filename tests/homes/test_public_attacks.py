"""What a hostile stranger tries at the public pages: guessing, poisoning, hostile text."""

import gzip
import re

import pytest
from django.test import Client
from django.utils import timezone

from fulian.scoping import scope
from homes import services
from homes.models import Disclosure
from homes.queries.disclosed import public_of
from homes.rules.disclosure import quarter_of
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import County, Org
from tests.conftest import NOW, TODAY, signed_in
from tests.homes import disclosing, makers
from tests.people import seat

NUMBER = re.compile(r"编号：\w+")
BAD = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>{{ 7 }}{% now "Y" %}'


def get(org, query="", **headers):
    return Client(headers=headers).get(f"/o/{org.code}/{query}")


def words(answer):
    return answer.content.decode()


def test_codes_cannot_be_told_apart(east, west):
    """Unknown, another county's, not opened, a unit's number: one and the same 404."""
    County.objects.filter(pk=west.county.pk).update(opened_at=None)
    codes = (
        "999999000000", "430424999999", west.village.code, west.root.code,
        f"{east.village.code}-1", f"{east.village.code}-999-999",
    )  # fmt: skip
    answers = [Client().get(f"/o/{code}/") for code in codes]
    assert {one.status_code for one in answers} == {404}
    assert len({NUMBER.sub("", words(one)) for one in answers}) == 1
    assert len({one["Cache-Control"] for one in answers}) == 1
    County.objects.filter(pk=west.county.pk).update(opened_at=NOW)
    assert get(west.village).status_code == 200


def test_closing_a_county_closes_its_kept_pages(west):
    with scope(west.county.pk):
        disclosing.plan(west)
    assert get(west.village).status_code == 200
    County.objects.filter(pk=west.county.pk).update(opened_at=None)
    assert get(west.village).status_code == 404


def test_hostile_text_is_shown_as_text(east):
    today = timezone.localdate()
    with scope(east.county.pk):
        held = seat(east.village, Office.CHAIR, "白春燕")
        members.show_name(person=held.person, shown=True, on=today, by=None)
        type(held.person).rows.filter(pk=held.person_id).update(name=BAD[:40])
        ground.rename_org(org=east.village, name=BAD[:40], on=today, by=None)
        services.change_duties(org=east.village, text=BAD + "\n\n" + BAD, by=None)
        services.set_duties_template(level="township", text=BAD, by=None)
        services.write_plan(
            org=east.village, quarter=quarter_of(today), text=BAD, on=today, by=None
        )  # fmt: skip
        row = makers.home(east)
        type(row).rows.filter(pk=row.pk).update(name=BAD[:60], address=BAD)
        services.hang_sheet(org=east.village, where=BAD[:60], on=today, today=today, by=None)
    pages = [get(east.village), get(east.town)]
    pages.append(get(east.village, "?printed=20260101-aaaaaaaaaaaa"))
    browser = signed_in(east.chair)
    pages += [
        browser.get(f"/disclosure/{page}") for page in ("", "sheet/", "preview/", "officers/")
    ]
    desk = signed_in(east.clerk)
    pages += [
        desk.get(f"/desk/homes/disclosure/{page}")
        for page in ("", f"org/{east.village.pk}/", f"org/{east.village.pk}/sheet/", "templates/")
    ]
    for answer in pages:
        assert answer.status_code == 200
        shown = words(answer)
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "&lt;script&gt;" in shown
    assert "{{ 7 }}" in words(pages[0])


@pytest.mark.parametrize(
    "query",
    ["?x=1", "?printed=", "?printed=20260101-zzzzzzzzzzzz", "?printed=<script>",
     "?printed=20269999-aaaaaaaaaaaa", "?printed=29991231-aaaaaaaaaaaa", "?letters=2",
     "?printed=２０２６０１０１-aaaaaaaaaaaa", "?printed=" + "a" * 5000],
)  # fmt: skip
def test_query_changes_nothing(east, query):
    plain = get(east.village)
    assert get(east.village, query).content == plain.content


def test_headers_poison_nothing(east):
    """What one stranger sends is not what the next one reads."""
    with scope(east.county.pk):
        disclosing.plan(east)
    evil = {
        "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Accept": "text/evil",
        "X-Original-URL": "/desk/", "X-Rewrite-URL": "/desk/", "Forwarded": "host=evil.example",
        "X-Forwarded-For": "1.2.3.4", "Accept-Language": "xx", "User-Agent": "<evil>",
    }  # fmt: skip
    first = get(east.village, "?evil=<evil>", **evil)
    after = get(east.village)
    assert first.content == after.content
    assert "evil" not in words(after)
    assert Client(headers={"Host": "evil.example"}).get(f"/o/{east.village.code}/").status_code in (
        200, 400,
    )  # fmt: skip
    assert "evil" not in words(get(east.village))


def test_cookies_choose_letters_and_nothing_else(east):
    with scope(east.county.pk):
        disclosing.plan(east)
    plain = words(get(east.village))
    for value, marked in (("1", 'class="elder"'), ("2", 'class="elder huge"'), ("9", "")):
        browser = Client()
        browser.cookies["letters"] = value
        browser.cookies["fulian"] = "nobody-knows-this"
        answer = browser.get(f"/o/{east.village.code}/")
        assert marked in words(answer)
        assert answer["Cache-Control"] == "private, no-cache"
        assert not answer.cookies
    assert words(get(east.village)) == plain
    assert "elder" not in plain


def test_page_of_who_is_signed_in_is_the_strangers_and_never_shared(east):
    with scope(east.county.pk):
        disclosing.plan(east)
    hers = signed_in(east.chair).get(f"/o/{east.village.code}/")
    mine = get(east.village)
    assert hers.content == mine.content
    assert hers["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Encoding"} <= {v.strip() for v in mine["Vary"].split(",")}
    assert east.chair_grant.holder not in words(hers)


def test_methods(east):
    path = f"/o/{east.village.code}/"
    assert Client().head(path).status_code == 200
    assert Client().head(path).content == b""
    for method in ("post", "put", "delete", "patch", "options"):
        assert getattr(Client(), method)(path).status_code == 405
    strange = Client(headers={"Accept": "application/json;q=9,*/*;q=x", "Range": "bytes=0-4"})
    assert strange.get(path).status_code == 200


def test_unchanged_page_is_not_sent_again(east):
    with scope(east.county.pk):
        disclosing.plan(east)
    first = get(east.village, **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(first.content).decode() == words(get(east.village))
    again = get(east.village, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    with scope(east.county.pk):
        services.change_duties(org=east.village, text="新的", by=None)
    assert get(east.village, **{"If-None-Match": first["ETag"]}).status_code == 200
    assert get(east.village, **{"If-None-Match": "*, rubbish"}).status_code == 200


def test_printed_sheet_says_when_it_is_old(east):
    def mark():
        return public_of([Org.rows.get(pk=east.village.pk)], timezone.localdate())[
            east.village.pk
        ].mark

    with scope(east.county.pk):
        disclosing.plan(east)
        old = mark()
    printed = f"?printed=20261101-{old}"
    assert "印刷后有变动" not in words(get(east.village, printed))
    with scope(east.county.pk):
        services.change_duties(org=east.village, text="新的", by=None)
    shown = words(get(east.village, printed))
    assert "印刷后有变动" in shown
    assert "2026年11月1日" in shown
    assert "印刷后有变动" not in words(get(east.village))
    with scope(east.county.pk):
        services.change_duties(org=east.village, text="", by=None)
    assert "印刷后有变动" not in words(get(east.village, printed)), "as it was printed again"
    sheet = words(signed_in(east.chair).get("/disclosure/sheet/"))
    with scope(east.county.pk):
        assert public_of([Org.rows.get(pk=east.village.pk)], TODAY)[east.village.pk].mark == old
    assert "扫码看最新" in sheet
    assert "内容截至" in sheet
    assert "<svg" in sheet


def test_preview_is_the_strangers_page(east):
    with scope(east.county.pk):
        disclosing.plan(east)
        disclosing.down(east)
    theirs = words(get(east.village))
    assert words(signed_in(east.chair).get("/disclosure/preview/")) == theirs
    desk = signed_in(east.town_clerk).get(f"/desk/homes/disclosure/org/{east.village.pk}/preview/")
    assert words(desk) == theirs
    assert "no-store" in desk["Cache-Control"]


def test_whole_page_down_tells_nothing_but_where_to_turn(east):
    with scope(east.county.pk):
        held = seat(east.village, Office.CHAIR, "严问雁")
        members.show_name(person=held.person, shown=True, on=TODAY, by=None)
        services.take_down(
            org=east.village, what="page", reason="有人不方便", at=NOW, on=TODAY, by=None
        )
    shown = words(get(east.village))
    assert "暂时停止公开" in shown
    assert f"/o/{east.town.code}/" in shown
    for hidden in ("严问雁", "有人不方便", "职责任务", "登记日期"):
        assert hidden not in shown


def test_page_answers_the_five_questions_and_is_small(east):
    with scope(east.county.pk):
        disclosing.plan(east)
    shown = words(get(east.village))
    for asked in ("妇联在哪里", "妇联干部是谁", "怎样参加活动", "怎样得到帮助", "近期安排"):
        assert asked in shown
    assert "<script" not in shown
    assert "<form" not in shown
    assert "style=" not in shown
    loaded = re.findall(r'(?:src|href)="(/static/[^"]+)"', shown)
    assert sorted(set(loaded)) == ["/static/icons/fulian.svg", "/static/public.css"]
    whole = len(get(east.village, **{"Accept-Encoding": "gzip"}).content)
    whole += sum(len(b"".join(Client().get(one).streaming_content)) for one in loaded)
    assert whole < 20_000


def test_two_chairs_at_once_write_one_plan(east):
    """The first row is unique in the database: a second one beside it is a refusal in words."""
    with scope(east.county.pk):
        disclosing.disclosure(east)
        twin = Disclosure(org=east.village)
        with pytest.raises(Exception, match="disclosure_once"):
            twin.save()
