"""Around every request: a number, one log line without personal data, a limit, and the headers."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from fulian import pages
from fulian.logs import JsonFormatter, blot, request_address, request_id
from fulian.middleware import MAX_BODY, SizeMiddleware, WatchMiddleware, address_of, network_of

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PATHS = ["/healthz", "/login/", "/desk/", "/api/v1/orgs/", "/no/such/page/", "/api/v1/no/such/"]


@pytest.fixture
def lines():
    """The lines of the request log, as an operator reads them."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("fulian.request")
    logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logger.removeHandler(handler)


@pytest.mark.parametrize("path", PATHS)
def test_headers_on_every_answer(db, path):
    answer = Client().get(path)
    assert {name: answer[name] for name in HEADERS if name != "Cache-Control"} == {
        name: value for name, value in HEADERS.items() if name != "Cache-Control"
    }
    assert "no-store" in answer["Cache-Control"]
    assert len(answer["X-Request-ID"]) == 16
    assert "camera=()" in answer["Permissions-Policy"]
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy
    assert "http" not in policy
    assert ("unsafe" in policy) == path.startswith("/desk/")


def test_headers_on_a_body_that_is_refused(db):
    answer = Client().post("/login/", {"x": "y" * (MAX_BODY + 1)})
    assert answer.status_code == 413
    assert "12 MB" in answer.content.decode()
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Content-Security-Policy"]


def test_machine_is_told_in_json(db):
    answer = Client().post("/api/v1/orgs/", b"y" * (MAX_BODY + 1), content_type="application/json")
    assert answer.status_code == 413
    assert answer["Content-Type"] == pages.PROBLEM
    assert answer.json()["code"] == "too_large"


@pytest.mark.parametrize(
    ("length", "status"),
    [("", 200), ("0", 200), (str(MAX_BODY), 200), (str(MAX_BODY + 1), 413), ("-1", 413),
     ("1e3", 413), ("９", 413), (str(10**30), 413)],
)  # fmt: skip
def test_length_is_believed_only_as_a_number(length, status):
    request = RequestFactory().post("/login/", CONTENT_LENGTH=length)
    assert SizeMiddleware(lambda r: HttpResponse())(request).status_code == status


def test_one_line_a_request(db, lines):
    answer = Client().get("/o/430424112200/?q=10000000001")
    (line,) = lines()
    assert line["request"] == answer["X-Request-ID"]
    assert (line["method"], line["status"], line["user"]) == ("GET", answer.status_code, None)
    assert "430424112200" not in json.dumps(line)
    assert "10000000001" not in json.dumps(line)


def test_line_of_a_crash_is_an_error(lines, rf):
    def crash(request):
        request.resolver_match = None
        return HttpResponse(status=500)

    WatchMiddleware(crash)(rf.get("/x/"))
    (line,) = lines()
    assert (line["levelname"], line["route"]) == ("ERROR", None)


def test_static_files_are_not_logged(lines, rf):
    answer = WatchMiddleware(lambda r: HttpResponse())(rf.get("/static/fulian.css"))
    assert lines() == []
    assert "Cache-Control" not in answer
    assert answer["X-Request-ID"]


def test_number_is_forgotten_afterwards(rf):
    seen = []

    def answer(request):
        seen.append((request_id.get(), request_address.get()))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        WatchMiddleware(answer)(rf.get("/x/", REMOTE_ADDR="10.0.0.9"))
    assert len(seen[0][0]) == 16
    assert seen[0][1] == "10.0.0.9"
    assert (request_id.get(), request_address.get()) == ("", "")


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::/64"),  # one household has all of these
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("", ""),
    ],
)
def test_one_sender_is_counted_as_one(settings, rf, address, counted):
    settings.TRUSTED_PROXIES = 0
    assert network_of(rf.get("/", REMOTE_ADDR=address)) == counted


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "1.2.3.4", "10.0.0.9"),  # nobody of ours wrote it
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # what the client made up stands further left
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.9"),  # past our gateways
        (1, "", ""),
        (1, "<script>", ""),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "::ffff:1.2.3.4", "1.2.3.4"),  # a listener of both kinds says it so
    ],
)
def test_address(settings, rf, proxies, forwarded, found):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == found


def test_address_without_a_proxy(settings, rf):
    settings.TRUSTED_PROXIES = 1
    assert address_of(rf.get("/", REMOTE_ADDR="")) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("call 10000000001 now", "call *** now"),
        ("id 430424199001011225", "id ***"),
        ("id 43042419900101122X,", "id ***,"),
        ("org 430424112200", "org 430424112200"),
        ("ms 1234567890123", "ms 1234567890123"),
    ],
)
def test_blot(text, said):
    assert blot(text) == said


def test_exception_in_the_log_is_blotted():
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "phone %s", ("10000000001",), None)
    assert "10000000001" not in JsonFormatter("%(message)s").format(record)


@pytest.mark.parametrize(
    ("answer", "status"),
    [(pages.bad_request, 400), (pages.not_found, 404), (pages.server_error, 500),
     (pages.too_large, 413), (pages.form_expired, 403), (pages.altered, 422)],
)  # fmt: skip
def test_refusals_are_said_in_chinese(rf, answer, status):
    page = answer(rf.get("/x/"))
    assert page.status_code == status
    assert "。" in page.content.decode()
    told = answer(rf.get("/api/v1/x/"))
    assert told.status_code == status
    assert json.loads(told.content)["status"] == status


def test_crash_is_logged_by_frames_without_its_message(db, lines, monkeypatch):
    told = "赵钱孙的手机 10009000001"

    def breaks(*args, **kwargs):
        raise RuntimeError(told)

    monkeypatch.setattr("orgs.views.doors.LoginForm", breaks)
    client = Client(raise_request_exception=False)
    assert client.get("/login/").status_code == 500
    (crash,) = [line for line in lines() if line["message"] == "crashed"]
    assert crash["error"] == "builtins.RuntimeError"
    assert "in login" in crash["frames"]
    assert "赵钱孙" not in str(crash)
