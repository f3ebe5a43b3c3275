"""Public pages: kept against drawn, a whole county opened, and how soon a slow phone shows one."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from bench import ground
from bench.county import Filler
from bench.ground import AT, ON
from bench.measure import Line, Watch, alternate
from bench.painting import painted
from fulian.scoping import scope
from homes import services
from homes.queries.disclosed import Public, public_of
from homes.queries.disclosure import states_of
from homes.rules.disclosure import quarter_of
from members.models import Appointment, Office
from orgs import services as ground_services
from orgs.models import County, Org
from orgs.views import kept

TIMES, WHOLE, PAINT = 5.0, 2.0, 3.0  # kept against drawn; seconds; seconds
DAY = ON.replace(month=11, day=20)


def lines(
    code: str = "430424", rounds: int = 7, pages: int = 60, paints: int = 5, goal: float = TIMES
) -> Iterator[Line]:
    """Fill one county; read it kept and drawn in turn, open all of it, and paint one page."""
    with ground.owner() as plain:
        ground.empty(plain)
        cache.clear()
        with _no_lines():
            county = ground_services.open_county(code=code, on=ON, at=AT, by=None).county
            with scope(county.pk):
                Filler().fill()
                _plans()
            ground.tell(plain, "UPDATE members_person SET name_shown_since = %s", [ON])
            ground.tell(plain, "VACUUM ANALYZE")
            yield _kept(county, rounds, pages, goal)
            yield _opened(county, rounds)
            yield painted(_busiest(county), paints, PAINT)
            ground.empty(plain)
            cache.clear()


def _plans() -> None:
    for org in Org.rows.filter(level="village").order_by("lft")[:50]:
        services.write_plan(
            org=org, quarter=quarter_of(DAY), text="12月上旬包饺子，欢迎来。", on=DAY, by=None
        )


def _busiest(county: County) -> str:
    """Return the code of the village with the most officers."""
    with scope(county.pk):
        chairs = Appointment.rows.filter(office=Office.CHAIR, until=None, org__level="village")
        return str(chairs.order_by("org__lft").values_list("org__code", flat=True)[0])


class Reader:
    """Asks for pages as a stranger does, through every middleware."""

    def __init__(self, codes: list[str]) -> None:
        self.handler, self.codes = WSGIHandler(), codes
        self.factory: Any = RequestFactory()
        self.host = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"

    def read(self, code: str) -> bytes:
        """Return one page as it was sent."""
        environ: Any = self.factory._base_environ(
            PATH_INFO=f"/o/{code}/", HTTP_HOST=self.host, HTTP_ACCEPT_ENCODING="gzip"
        )
        status: list[str] = []
        answer = self.handler(environ, lambda said, _: status.append(said))  # type: ignore[arg-type]  # a probe
        body = b"".join(answer)
        answer.close()
        if not status[0].startswith("200"):
            raise RuntimeError(status[0])
        return gzip.decompress(body)

    def all(self) -> list[bytes]:
        """Return every page."""
        return [self.read(code) for code in self.codes]


@contextmanager
def _no_lines() -> Iterator[None]:
    """Log nothing meanwhile: a line a request would be measured with it."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _kept(county: County, rounds: int, pages: int, goal: float) -> Line:
    with scope(county.pk):
        codes = list(
            Org.rows.filter(level="village").order_by("lft").values_list("code", flat=True)
        )
    reader = Reader(codes[:pages])
    same = reader.all() == reader.all() == _drawn(reader)
    ours, peer = alternate(
        rounds, lambda: _timed(reader.all), lambda: _timed(lambda: _drawn(reader))
    )  # fmt: skip
    count = len(reader.codes)
    return Line(
        name="public.kept", unit="pages a second", goal=f">= {goal:g}x drawn anew",
        answers_equal=same, within=peer / ours >= goal, ours=count / ours, peer=count / peer,
        ratio=peer / ours, rounds=rounds,
        more={
            "ours_is": "from Valkey, its token read from PostgreSQL at every request",
            "peer_is": "the same requests, nothing kept", "pages": count,
            "bytes": max(len(gzip.compress(page)) for page in reader.all()),
        },
    )  # fmt: skip


def _drawn(reader: Reader) -> list[bytes]:
    """Return every page drawn anew: the same requests while nothing can be kept."""
    known = kept.spot_of
    kept.spot_of = lambda *_: kept.Spot("", "")
    try:
        return reader.all()
    finally:
        kept.spot_of = known


def _opened(county: County, rounds: int) -> Line:
    def whole() -> dict[int, Public]:
        with scope(county.pk):
            return public_of(list(Org.rows.order_by("lft")), DAY)

    def each() -> dict[int, Public]:
        with scope(county.pk):
            return {org.pk: public_of([org], DAY)[org.pk] for org in Org.rows.order_by("lft")}

    def states() -> float:
        with scope(county.pk), Watch() as watch:
            states_of(list(Org.rows.order_by("lft")), DAY)
        return watch.seconds

    with Watch() as watch:
        alone = each()
    found, peer = whole(), watch.seconds
    same = found == alone
    ours, stated = alternate(rounds, lambda: _timed(whole), states)
    return Line(
        name="public.county", unit="s", goal=f"<= {WHOLE:g} s for a whole county",
        answers_equal=same, within=max(ours, stated) <= WHOLE, ours=ours, peer=peer,
        ratio=ours / peer, rounds=rounds,
        more={
            "ours_is": "the public facts of every organisation, built at once",
            "peer_is": "the same, one organisation after another, once",
            "with_states": round(stated, 4), "orgs": len(found),
            "officers": sum(len(one.officers) for one in found.values()),
        },
    )  # fmt: skip


def _timed(run: Any) -> float:
    with Watch() as watch:
        run()
    return watch.seconds
