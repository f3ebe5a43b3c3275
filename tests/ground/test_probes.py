"""Probes, refusals, and what every answer carries."""

import os
import subprocess
import sys
import time
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from fulian.middleware import MAX_BODY
from fulian.permissions import anyone, needs
from fulian.urls import handler400, handler403, handler404, handler500
from fulian.urls import urlpatterns as theirs

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@anyone
def breaks(request):
    raise RuntimeError("a bug, with a phone 13800138000")


@anyone
def reads(request):
    return HttpResponse(str(len(request.POST)))


@needs("orgs.no_such_rule")
def shut(request):
    return HttpResponse("never")


urlpatterns = [path("breaks/", breaks), path("reads/", reads), path("shut/", shut), *theirs]
HANDLERS = (handler400, handler403, handler404, handler500)


@pytest.fixture
def with_odd_pages(settings):
    settings.ROOT_URLCONF = __name__
    assert all(HANDLERS)


@pytest.fixture
def no_database(transactional_db):
    """The server is really not where the settings say."""
    kept = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nonexistent"
    yield
    connection.close()
    connection.settings_dict["HOST"] = kept


@pytest.fixture
def no_broker():
    """The broker is really not where the settings say."""
    conf: Any = current_app.conf
    kept = conf.broker_read_url, conf.broker_write_url
    conf.broker_read_url = conf.broker_write_url = "redis+socket:///nonexistent/valkey.sock"
    yield
    conf.broker_read_url, conf.broker_write_url = kept


@pytest.fixture
def a_worker(db):
    """A real worker on the tests' broker."""
    run = [sys.executable, "-m", "celery", "-A", "fulian", "worker", "-P", "solo", "-l", "error"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    env = os.environ | {"DATABASE_URL": url.geturl()}
    worker = subprocess.Popen([*run, "-n", f"probe{os.getpid()}@test"], env=env)
    yield worker
    worker.terminate()
    worker.wait(20)


def words(answer):
    return answer.content.decode()


def test_alive_asks_nobody():
    answer = Client().get("/healthz")  # no database in this test: asking for it would fail
    assert (answer.status_code, words(answer)) == (200, "正常\n")


def test_ready_when_all_answer(a_worker):
    deadline = time.monotonic() + 30
    while (answer := Client().get("/readyz")).status_code != 200 and time.monotonic() < deadline:
        assert "后台任务" in words(answer)
    assert (answer.status_code, words(answer)) == (200, "就绪\n")


def test_ready_names_the_worker_that_does_not_answer(db):
    answer = Client().get("/readyz")
    assert (answer.status_code, words(answer)) == (503, "未就绪：后台任务没有应答\n")


def test_ready_names_the_broker_that_does_not_answer(db, no_broker):
    answer = Client().get("/readyz")
    assert (answer.status_code, words(answer)) == (503, "未就绪：消息队列没有应答\n")


def test_ready_names_the_database_that_does_not_answer(no_database):
    answer = Client().get("/readyz")
    assert (answer.status_code, words(answer)) == (503, "未就绪：数据库没有应答\n")


def test_robots_and_icon():
    assert "Disallow: /\n" in words(Client().get("/robots.txt"))
    assert Client().get("/favicon.ico")["Location"] == "/static/icons/fulian.svg"


@pytest.mark.parametrize(
    "address",
    ["/login/", "/forgot/", "/claim/none/", "/nix/", "/", "/healthz", "/robots.txt", "/breaks/",
     "/o/430424000000/", "/api/v1/nix/", "/desk/login/", "/static/app.css", "/favicon.ico"],
)  # fmt: skip
def test_headers_on_every_answer(db, with_odd_pages, address):
    answer = Client(raise_request_exception=False).get(address)
    answer.close()
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    if not address.startswith("/desk/"):
        assert "unsafe" not in policy
    assert len(answer["X-Request-ID"]) == 16


def test_body_too_large_is_refused_unread(db):
    class Body(BytesIO):
        def read(self, *size):
            raise AssertionError("the body was read")

    unread: Any = {"wsgi.input": Body()}
    for length in (str(50 * 1024 * 1024), str(MAX_BODY + 1), "abc", "-1"):
        answer = Client().post(
            "/login/", {}, CONTENT_LENGTH=length, **unread
        )  # fmt: skip
        assert answer.status_code == 413
        assert "提交的内容太大" in words(answer)
        assert {name: answer.get(name) for name in HEADERS} == HEADERS
        assert "Content-Security-Policy" in answer
    api = Client().post("/api/v1/orgs/", CONTENT_LENGTH=str(MAX_BODY + 1))
    assert (api.status_code, api["Content-Type"]) == (413, "application/problem+json")


def test_form_too_large_is_refused(with_odd_pages):
    assert Client().post("/reads/", {"text": "长" * 1024}).status_code == 200
    text = "a=" + "b" * (3 * 1024 * 1024)
    answer = Client().post("/reads/", text, "application/x-www-form-urlencoded")
    assert (answer.status_code, "提交的内容太大" in words(answer)) == (413, True)


def test_server_error_needs_neither_database_nor_session(with_odd_pages):
    client = Client(raise_request_exception=False)
    client.cookies["letters"] = "2"
    answer = client.get("/breaks/")  # no database in this test
    shown = words(answer)
    assert answer.status_code == 500
    assert "出错了" in shown
    assert f"编号：{answer['X-Request-ID']}" in shown
    assert "13800138000" not in shown
    assert "RuntimeError" not in shown


def test_server_error_when_the_database_is_gone(no_database, with_odd_pages):
    client = Client(raise_request_exception=False)
    answer = client.get("/o/430424000000/")
    assert (answer.status_code, "刚才的内容没有保存" in words(answer)) == (500, True)


def test_refusals_answer_systems_in_their_way(db, with_odd_pages):
    client = Client(raise_request_exception=False)
    assert client.get("/shut/")["Location"] == "/login/?next=%2Fshut%2F"
    answer = client.get("/api/v1/nix/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    strange = client.get("/login/", HTTP_HOST="evil.example")
    assert (strange.status_code, "没有看懂这个请求" in words(strange)) == (400, True)
