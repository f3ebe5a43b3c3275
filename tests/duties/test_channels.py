"""Telling people outside: titles only, once, at the pace they chose, to no address but theirs."""

import json
import socketserver
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from duties import services
from duties.models import Channel
from duties.services.channels import text_of
from fulian.scoping import scope
from orgs.models import Record
from tests.conftest import signed_in
from tests.duties.roster import at

KEY = "11111111-2222-3333-4444-555555555555"
ROBOT = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
MONDAY = date(2026, 5, 4)


class Robot(BaseHTTPRequestHandler):
    """WeCom's answer to a robot's call."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, json.loads(body)))
        self.send_response(self.server.answers)
        self.end_headers()
        self.wfile.write(b'{"errcode":0,"errmsg":"ok"}')

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def robot(monkeypatch):
    """A server in WeCom's place, on this machine."""
    from apprise.plugins.wecombot import NotifyWeComBot

    server = HTTPServer(("127.0.0.1", 0), Robot)
    server.heard, server.answers = [], 200
    url = f"http://127.0.0.1:{server.server_port}/send?key={{key}}"
    monkeypatch.setattr(NotifyWeComBot, "notify_url", url)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def told(cast, *titles):
    """Give the chair unread notices."""
    for title in titles:
        services.tell(
            org=cast.village, user_id=cast.chair.pk, key=f"t-{title}", title=title,
            text="沈秋月家里的事", link="/", at=at(MONDAY),
        )  # fmt: skip
    services.send_next(at(MONDAY))


def channel(cast, **facts):
    wanted = {"by": cast.chair, "org": cast.village, "kind": "wecom", "address": ROBOT}
    return services.set_channel(**wanted | {"pace": "week"} | facts)


def test_titles_go_out_once_and_nothing_else(east, robot):
    with scope(east.county.pk):
        told(east, "轮到您担任轮值主席", "任期将满")
        mine = channel(east)
        assert services.weekly_digest(on=MONDAY, at=at(MONDAY)) == 1
        assert services.daily_digest(on=MONDAY, at=at(MONDAY)) == 0
    for went in (True, False):  # a second worker finds nothing to do
        done = services.deliver(county=east.county.pk, channel=mine.pk, at=at(MONDAY))
        assert done is went
    ((path, body),) = robot.heard
    assert path == f"/send?key={KEY}"
    said = json.dumps(body, ensure_ascii=False)
    assert "2 条未读通知" in said
    assert "任期将满" in said
    assert "沈秋月" not in said


def test_who_has_read_all_is_left_alone(east, robot):
    with scope(east.county.pk):
        told(east, "任期将满")
        mine = channel(east)
        services.weekly_digest(on=MONDAY, at=at(MONDAY))
        services.read_notices(by=east.chair, at=at(MONDAY))
    assert not services.deliver(county=east.county.pk, channel=mine.pk, at=at(MONDAY))
    with scope(east.county.pk):
        assert services.weekly_digest(on=MONDAY, at=at(MONDAY)) == 0
    assert robot.heard == []


def test_failure_stops_nobody_and_is_shown(east, robot, caplog):
    robot.answers = 500
    with scope(east.county.pk):
        told(east, "任期将满")
        mine = channel(east)
        services.weekly_digest(on=MONDAY, at=at(MONDAY))
    assert not services.deliver(county=east.county.pk, channel=mine.pk, at=at(MONDAY))
    assert KEY not in caplog.text
    page = signed_in(east.chair).get("/inbox/channels/").content.decode()
    assert "没有送到" in page
    assert KEY not in page
    robot.answers = 200
    with scope(east.county.pk):
        services.weekly_digest(on=MONDAY + timedelta(days=7), at=at(MONDAY))
    assert services.deliver(county=east.county.pk, channel=mine.pk, at=at(MONDAY))
    with scope(east.county.pk):
        assert Channel.rows.get().failure == ""


class Post(socketserver.StreamRequestHandler):
    """A mail server that takes everything."""

    def handle(self):
        def say(line):
            self.wfile.write(line.encode() + b"\r\n")

        say("220 here")
        while line := self.rfile.readline().decode().strip():
            self.server.heard.append(line)
            if line.upper() == "DATA":
                say("354 go on")
                while (text := self.rfile.readline()) != b".\r\n":
                    self.server.heard.append(text.decode())
            say("221 bye" if line.upper() == "QUIT" else "250 ok")
            if line.upper() == "QUIT":
                return


def test_mail_goes_to_her_address_only(east):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.heard, server.daemon_threads = [], True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"mailto://127.0.0.1:{server.server_address[1]}?from=fulian@example.org"
        with override_settings(MAIL_URL=url):
            with scope(east.county.pk):
                told(east, "任期将满")
                mine = channel(east, kind="email", address="a.b@example.com")
                services.weekly_digest(on=MONDAY, at=at(MONDAY))
            assert services.deliver(county=east.county.pk, channel=mine.pk, at=at(MONDAY))
        server.shutdown()
    assert [line for line in server.heard if line.upper().startswith("RCPT")] == [
        "rcpt TO:<a.b@example.com>"
    ]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"address": "https://127.0.0.1/send?key=" + KEY}, "qyapi"),
        ({"address": ROBOT + "&debug=1"}, "qyapi"),
        ({"address": "x" * 36}, "qyapi"),
        ({"kind": "sms"}, "提醒方式"),
        ({"pace": "minute"}, "频率"),
        ({"kind": "email", "address": "a@example.com"}, "发信邮箱"),
    ],
)
def test_address_that_is_none(east, facts, says):
    with scope(east.county.pk), pytest.raises(ValidationError, match=says):
        channel(east, **facts)


@pytest.mark.parametrize("text", ["a", "a@b", "a@example.com?to=b@example.com", "a b@example.com"])
def test_mail_that_is_none(east, text):
    refused = pytest.raises(ValidationError, match="邮箱")
    with override_settings(MAIL_URL="mailto://127.0.0.1"), scope(east.county.pk), refused:
        channel(east, kind="email", address=text)


def test_each_way_once_and_the_address_sealed(east):
    with scope(east.county.pk):
        first = channel(east)
        again = channel(east, pace="day")
        assert (again.pk, again.pace, again.plain_address) == (first.pk, "day", KEY)
        assert KEY.encode() not in bytes(again.address)
        kept = str(list(Record.rows.filter(act="duties.set_channel").values_list("changes")))
        assert KEY not in kept


def test_another_s_channel_is_out_of_reach(east, west):
    with scope(east.county.pk):
        mine = channel(east)
    for other in (east.officer, west.chair):
        her = signed_in(other)
        assert KEY[:2] + "****" not in her.get("/inbox/channels/").content.decode()
        assert her.post(f"/inbox/channels/{mine.pk}/drop/").status_code == 404
    with scope(east.county.pk), pytest.raises(ValidationError, match="已经停用"):
        services.drop_channel(channel=mine, by=east.officer)
    hers = signed_in(east.chair)
    assert hers.post(f"/inbox/channels/{mine.pk}/drop/").status_code == 302
    with scope(east.county.pk):
        assert not Channel.rows.exists()


def test_set_on_the_phone(east):
    her = signed_in(east.chair)
    sent = {"kind": "wecom", "address": "x", "pace": "week"}
    assert "qyapi.weixin.qq.com 开头" in her.post("/inbox/channels/", sent).content.decode()
    for _ in range(2):
        assert her.post("/inbox/channels/", sent | {"address": ROBOT}).status_code == 302
    with scope(east.county.pk):
        assert Channel.rows.count() == 1


def test_many_titles_are_cut():
    said = text_of([f"第 {n} 条" for n in range(20)])
    assert said.count("·") == 8
    assert "20 条" in said
