"""The work log: what is refused, what becomes of a photo, and the form on the phone."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from duties import services
from duties.models import DutyLogEntry, DutyPost
from duties.services import photos
from fulian.scoping import scope
from members import services as members
from members.models import Office
from orgs.models import Record
from tests.conftest import NOW, TODAY, signed_in
from tests.people import SINCE, person, seat

PHONE = "Mozilla/5.0 (Linux; Android 14; V2309) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        services.set_up_posts(on=SINCE, by=None)
        she = person(east.village, phone=east.chair_phone)
        east.chair_seat = seat(east.village, Office.CHAIR, who=she)
        he = person(east.village, "沈秋月", phone=east.officer_phone)
        east.officer_seat = seat(east.village, Office.EXECUTIVE_MEMBER, who=he)
        east.post = DutyPost.rows.get(code="mediation")
    return east


def write(cast, **more):
    facts = {"appointment": cast.officer_seat, "post": cast.post, "done_on": TODAY,
             "what": "劝解一对夫妻", "by": None, "at": NOW} | more  # fmt: skip
    return services.write_log(**facts)


def picture(side=(400, 300), form="JPEG", mode="RGB", **more):
    out = BytesIO()
    Image.new(mode, side, "red").save(out, form, **more)
    return out.getvalue()


def with_exif():
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    return picture((400, 300), exif=exif, comment=b"hidden words")


def on_phone(user):
    return signed_in(user, agent=PHONE)


def words(answer):
    return answer.content.decode()


def sent(cast, **more):
    return {"day": timezone.localdate(), "post": cast.post.pk, "seat": cast.officer_seat.pk,
            "what": "劝解一对夫妻"} | more  # fmt: skip


REFUSED = [
    ({"done_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
    ({"done_on": TODAY - timedelta(days=367)}, "一年以内"),
    ({"done_on": SINCE - timedelta(days=1)}, "不在任"),
    ({"what": "  "}, "请写一句"),
    ({"what": "长" * 501}, "最多写 500"),
    ({"for_whom": "长" * 101}, "最多写 100"),
    ({"served": -1}, "合理的数"),
    ({"served": 10**9}, "合理的数"),
    ({"photo": b"x"}, "不是能打开的照片"),
    ({"photo": b"\xff\xd8\xff\xe0" + b"x" * 500}, "不是能打开的照片"),
    ({"photo": picture()[:300]}, "不是能打开的照片"),
    ({"photo": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, "不是能打开的照片"),
    ({"photo": b"0" * (10 * 1024 * 1024 + 1)}, "最多 10 MB"),
]


@pytest.mark.parametrize(("facts", "tells"), REFUSED)
def test_refused_lines_leave_nothing(here, facts, tells, tmp_path):
    with scope(here.county.pk):
        with pytest.raises(ValidationError, match=tells):
            write(here, **facts)
        assert not DutyLogEntry.rows.exists()
        assert not Record.rows.filter(act="duties.write_log").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_unpacks_to_too_much(here):
    bombs = [picture(side, "PNG", "1") for side in ((9000, 9000), (12000, 9000), (20000, 10000))]
    for bomb in bombs:
        assert len(bomb) < 2_000_000
        with scope(here.county.pk), pytest.raises(ValidationError, match="像素太多"):
            write(here, photo=bomb)


def test_seats_that_are_over_or_hold_no_posts(here):
    with scope(here.county.pk):
        members.end_appointment(appointment=here.officer_seat, on=TODAY, departure="moved", by=None)
        with pytest.raises(ValidationError, match="不在任"):
            write(here)
        assert write(here, done_on=TODAY - timedelta(days=1)).org == here.village
        DutyPost.rows.filter(pk=here.post.pk).update(until=TODAY)
        with pytest.raises(ValidationError, match="已经停用"):
            write(here, appointment=here.chair_seat)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_photo_is_drawn_anew(here, form, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), scope(here.county.pk):
        line = write(here, photo=picture((3000, 2000), form))
    assert line.photo.startswith(f"{here.county.pk}/")
    with Image.open(settings.MEDIA_ROOT / line.photo) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1600, 1067))


def test_nothing_hidden_stays_in_a_photo(here, django_capture_on_commit_callbacks):
    original = with_exif()
    assert b"SecretPhone" in original
    assert b"hidden words" in original
    with django_capture_on_commit_callbacks(execute=True), scope(here.county.pk):
        line = write(here, photo=original)
    path = settings.MEDIA_ROOT / line.photo
    with Image.open(path) as kept:
        assert not kept.getexif()
        assert kept.size == (300, 400), "upright"
        assert "comment" not in kept.info
    assert b"SecretPhone" not in path.read_bytes()
    assert b"hidden words" not in path.read_bytes()


def test_clear_pictures_get_a_white_ground(here):
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(photos.drawn_anew(out.getvalue()))) as kept:
        assert kept.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_taken_back_leaves_no_file(tmp_path, request):
    from tests.conftest import plant

    cast = plant("430424", "东县", "0100")
    with scope(cast.county.pk):
        services.set_up_posts(on=SINCE, by=None)
        cast.officer_seat = seat(cast.village, Office.EXECUTIVE_MEMBER)
        cast.post = DutyPost.rows.get(code="mediation")
    with pytest.raises(ZeroDivisionError), scope(cast.county.pk):  # noqa: PT012 -- both belong
        write(cast, photo=picture())
        1 // 0  # noqa: B018 -- it breaks on purpose
    assert list(tmp_path.rglob("*.*")) == []
    with scope(cast.county.pk):
        write(cast, photo=picture())
    assert len(list(tmp_path.rglob("*.jpg"))) == len(list(tmp_path.rglob("*.*"))) == 1


def test_a_disk_that_is_full_keeps_the_line(here, tmp_path, django_capture_on_commit_callbacks):
    (tmp_path / str(here.county.pk)).write_text("a file stands where the folder should be")
    with django_capture_on_commit_callbacks(execute=True), scope(here.county.pk):
        line = write(here, photo=picture())
    assert on_phone(here.officer).get(f"/log/{line.pk}/photo/").status_code == 404


def test_a_photo_is_given_out_within_reach_only(here, west, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), scope(here.county.pk):
        line = write(here, photo=picture())
        bare = write(here)
        stranger_town = seat(here.other_village, Office.CHAIR, "柳芳菲", who=person(
            here.other_village, "柳芳菲", phone="10000990009"))  # fmt: skip
        type(stranger_town.grant).rows.update(accepted_at=NOW)
    path = f"/log/{line.pk}/photo/"
    answer = on_phone(here.officer).get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert on_phone(here.town_clerk).get(path).status_code == 200
    assert on_phone(here.officer).get(f"/log/{bare.pk}/photo/").status_code == 404
    for user in (west.admin, stranger_town.grant.user):
        for address in (path, f"/log/{line.pk}/"):
            assert on_phone(user).get(address).status_code == 404
    assert Client().get(path).status_code == 302
    assert Client().get(f"/media/{line.photo}").status_code == 404
    assert Client().get(f"/static/{line.photo}").status_code == 404


def test_a_line_on_the_phone(here, django_capture_on_commit_callbacks):
    browser = on_phone(here.officer)
    page = words(browser.get("/log/"))
    assert 'enctype="multipart/form-data"' in page
    assert re.search(r'name="day" value="[\d-]+" checked', page)
    assert 'id="id_seat"' not in page
    photo = SimpleUploadedFile("x.jpg", picture(), "image/jpeg")
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/log/", sent(here, served="2", for_whom="村民", photo=photo))
    kept = words(browser.get(answer.url))
    for told in ("已经记下", "劝解一对夫妻", "矛盾调解岗", "2 人", "再记一条", "/photo/"):
        assert told in kept
    assert "劝解一对夫妻" in words(browser.get("/log/mine/"))
    assert "这个月您记了 1 条" in words(browser.get("/"))


def test_home_tells_my_chain_in_one_line(here):
    with scope(here.county.pk):
        vice = seat(here.village, Office.VICE_CHAIR, "柳芳菲")
        services.link(above=vice, below=here.officer_seat, on=SINCE, by=None)
        for name in ("史慧敏", "傅雪晴"):
            woman = seat(here.village, Office.REPRESENTATIVE, name)
            services.link(above=here.officer_seat, below=woman, on=SINCE, by=None)
    browser = on_phone(here.officer)
    assert "柳芳菲联系您。您联系 2 人。" in words(browser.get("/"))
    chain = words(browser.get("/chain/"))
    assert "直接联系我" in chain
    assert "往上还没有连到主席" in chain
    assert "史慧敏" in chain


def test_my_only_post_is_chosen_beforehand(here):
    with scope(here.county.pk):
        services.assign_post(appointment=here.officer_seat, post=here.post, on=SINCE, by=None)
    page = words(on_phone(here.officer).get("/log/"))
    assert re.search(rf'name="post" value="{here.post.pk}" required checked', page)
    assert page.index("矛盾调解岗") < page.index("脱贫致富岗")


def test_a_double_tap_writes_once(here):
    browser = on_phone(here.officer)
    facts = sent(here, once="tap1")
    first, second = (browser.post("/log/", facts) for _ in range(2))
    assert (first.status_code, first.url) == (302, second.url)
    with scope(here.county.pk):
        assert DutyLogEntry.rows.count() == 1


def test_refusals_stand_on_the_form(here, west):
    with scope(west.county.pk):
        services.set_up_posts(on=SINCE, by=None)
        foreign = DutyPost.rows.first()
    browser, day = on_phone(here.officer), timezone.localdate()
    tries = [
        ({"what": ""}, "请写一句做了什么"),
        ({"post": ""}, "请选择岗位"),
        ({"post": foreign.pk}, "请选择岗位"),
        ({"seat": here.chair_seat.pk}, "请选择谁做的"),
        ({"day": "昨天"}, "请选择哪一天"),
        ({"other_day": day + timedelta(days=1)}, "不能晚于今天"),
        ({"other_day": "2025-02-30"}, "有效的日期"),
        ({"served": "1e9"}, "请填数字"),
        ({"photo": SimpleUploadedFile("x.jpg", b"no photo", "image/jpeg")}, "不是能打开的照片"),
    ]
    for facts, tells in tries:
        answer = browser.post("/log/", sent(here, **facts))
        assert (answer.status_code, tells in words(answer)) == (200, True), facts
    with scope(here.county.pk):
        assert not DutyLogEntry.rows.exists()


def test_a_chair_writes_for_her_committee_and_nobody_else_does(here):
    browser = on_phone(here.chair)
    page = words(browser.get("/log/"))
    assert page.index("白春燕（主席）") < page.index("沈秋月（执委）")
    assert browser.post("/log/", sent(here)).status_code == 302
    assert "沈秋月" in words(browser.get("/log/mine/?all=1"))
    assert "还没有记录" in words(browser.get("/log/mine/"))
    assert "沈秋月" not in words(on_phone(here.officer).get("/log/mine/?all=1"))
    with scope(here.county.pk):
        here.officer.hat = _hat(here)
        with pytest.raises(ValidationError, match="只能记自己的工作"):
            write(here, appointment=here.chair_seat, by=here.officer)


def _hat(cast):
    from orgs.queries.hats import grant_hat

    found = grant_hat(cast.officer, cast.county, None, TODAY)
    assert found
    return found[0]


def test_without_a_seat_the_form_says_whom_to_ask(east):
    assert "还没有登记任职" in words(on_phone(east.officer).get("/log/"))
    assert on_phone(east.officer).post("/log/", {"what": "x"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/log/", "/posts/", "/chain/"])
def test_first_load_is_small(here, path):
    browser = on_phone(here.chair)
    page = browser.get(path).content
    files = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page))
    assert any(f.endswith(b".css") for f in files)
    size = len(gzip.compress(page))
    for file in files:
        answer = browser.get(file.decode())
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        size += len(gzip.compress(body))
    assert size <= 120 * 1024, size


@pytest.mark.parametrize(
    "path",
    ["/", "/log/", "/log/mine/", "/log/mine/?all=1", "/posts/", "/chain/", "/chain/arrange/"],
)
def test_queries_do_not_grow_with_the_rows(here, path):
    browser = on_phone(here.chair)

    def add(n, start):
        with scope(here.county.pk):
            for k in range(start, start + n):
                held = seat(here.village, Office.REPRESENTATIVE, f"柳芳菲{'甲乙丙丁'[k]}")
                services.assign_post(appointment=held, post=here.post, on=SINCE, by=None)
                write(here, appointment=here.chair_seat)
                write(here, appointment=held)
                services.link(above=here.officer_seat, below=held, on=SINCE, by=None)

    def count():
        browser.get(path)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert browser.get(path).status_code == 200
        return len([q for q in seen if q["sql"].startswith(("SELECT", "INSERT", "UPDATE"))])

    add(1, 0)
    one = count()
    add(2, 1)
    assert count() == one
    assert one <= 12
