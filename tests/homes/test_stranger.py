"""A stranger walks all public pages of a filled county and finds nothing that is anybody's own.

What is private is read from the ``privacy`` of every model, so a model of tomorrow is among it.
"""

import re
from contextlib import suppress
from datetime import date

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.utils import timezone

from fulian import crypto
from fulian.privacy import Personal
from fulian.scoping import ScopedModel, scope, scoped_models
from homes import services
from members import services as members
from members.models import Office, Person
from orgs.models import Org
from tests.conftest import NOW
from tests.people import seat
from tests.walls.field import MAKERS

BORN = date(1961, 3, 7)
HREF = re.compile(r'href="(/[^"#]*)')
ONCE = re.compile(r'(?<=name="key" value=")[^"]*')  # signed, of random digits
TEXTS = (models.CharField, models.TextField)
AGREED, REFUSED, ASKED_NOT = "严问雁", "钟不言", "祝未问"
CONSENTED = {"homes.CourtyardEntry.shown_name", "homes.Exemplar.name"}  # shown as agreed to
PHONE, ID = "10000009876", "430424196103070029"


def personal_fields(model):
    """Return the fields of ``model`` that are personal by its own registry."""
    named = {name for name, said in getattr(model, "privacy", {}).items() if said is not PLAIN}
    return [model._meta.get_field(name) for name in named]


PLAIN = None


def mark(county):
    """Write a word of its own into every personal text of every row; return the words."""
    words, left = {}, 0
    for model in scoped_models():
        for field in personal_fields(model):
            if not isinstance(field, TEXTS) or (model is Person and field.name == "name"):
                continue
            for pk in model.rows.values_list("pk", flat=True):
                word = f"密{len(words):04d}密"[: field.max_length]
                try:
                    with transaction.atomic():
                        model.rows.filter(pk=pk).update(**{field.name: word})
                except DatabaseError:
                    left += 1  # append-only, or a form the database asks for
                    continue
                words[word] = f"{model._meta.label}.{field.name}"
    return words, left


def sealed(county):
    """Return what stands sealed in the county, opened."""
    found = {}
    for model in scoped_models():
        for field in personal_fields(model):
            if not isinstance(field, models.BinaryField):
                continue
            rows = model.rows.exclude(**{field.name: None})
            for value in rows.values_list(field.name, flat=True):
                column = f"{model._meta.db_table}.{field.name}"
                try:
                    told = crypto.unseal(bytes(value), county=county, column=column)
                except (crypto.SealBroken, ValueError):
                    continue
                found[told] = column
    return found


def walk(start):
    """Return every page a stranger reaches by links from ``start``, and what each says."""
    seen, todo, browser = {}, [start], Client()
    while todo:
        path = todo.pop()
        if path in seen or path.startswith(("/static/", "/login/", "/forgot/")):
            continue
        answer = browser.get(path)
        assert answer.status_code in (200, 301, 302), path
        assert not answer.cookies, path
        seen[path] = ONCE.sub("", answer.content.decode())
        todo += HREF.findall(seen[path])
    return seen


def fill(east):
    """Fill the county: a row in every table, officers who agreed, refused, were not asked."""
    today = timezone.localdate()
    for make in MAKERS.values():
        with suppress(ValidationError), transaction.atomic():  # another maker's stands there
            make(east)
    for org in (east.root, east.town):
        seat(org, Office.VICE_CHAIR, ASKED_NOT)
    for name, office in ((AGREED, Office.VICE_CHAIR), (REFUSED, Office.VICE_CHAIR),
                         (ASKED_NOT, Office.EXECUTIVE_MEMBER)):  # fmt: skip
        numbers = {"phone": PHONE, "id_number": ID} if name == AGREED else {}
        her = members.register_person(
            org=east.village, name=name, by=None, birth_on=BORN, **numbers
        )
        seat(east.village, office, who=her)
        if name != ASKED_NOT:
            services.note_consent(
                org=east.village, person=her, agrees=name == AGREED, on=today, at=NOW, by=None
            )


def test_a_stranger_finds_nothing_private(east, west):
    with scope(east.county.pk):
        fill(east)
        agreed = Person.rows.exclude(name_shown_since=None)
        open_ = set(agreed.values_list("name", flat=True))
        hidden = set(Person.rows.values_list("name", flat=True)) - open_
        words, left = mark(east.county.pk)
        words = {word: where for word, where in words.items() if where not in CONSENTED}
        secrets = sealed(east.county.pk)
        every = Org.rows.filter(status="active").count()
    with scope(west.county.pk):
        seat(west.village, Office.CHAIR, "西边人")
    pages = walk(f"/o/{east.root.code}/")
    assert len([path for path in pages if path.startswith("/o/")]) >= every
    assert len(words) > 60, "the registry is read"
    assert left < len(words)
    assert {PHONE, ID} <= set(secrets)
    public = {name for name in open_ if any(name in said for said in pages.values())}
    assert AGREED in public
    for path, said in pages.items():
        plain = re.sub(r"/o/[\d-]+/", "", said)
        for secret, where in (words | secrets).items():
            assert secret not in said, (path, where)
        for name in hidden | {"西边人"}:
            assert not re.search(rf"(?<![一-鿿]){name}(?![一-鿿])", said), (path, name)
        assert not re.search(r"(?<!\d)1\d{10}(?!\d)", plain), path
        assert not re.search(r"\d{17}[\dXx]", plain), path
        assert "1961" not in said, path


def test_every_scoped_model_says_what_is_personal():
    for model in scoped_models():
        assert issubclass(model, ScopedModel)
        assert all(
            said is PLAIN or isinstance(said, Personal) for said in model.privacy.values()
        ), model  # fmt: skip
