"""Sealed values: they open where they were sealed and nowhere else, under every key listed."""

from __future__ import annotations

import os

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from hypothesis import given
from hypothesis import strategies as st

from fulian import crypto

HERE = {"county": 7, "column": "orgs_accessgrant.phone"}
OLD, NEW = ("aes", b"o" * 32), ("aes", b"n" * 32)


@pytest.fixture(autouse=True, params=["aes", "sm4"])
def suite(request, settings):
    settings.DATA_KEYS = {1: (request.param, b"k" * 32)}
    settings.INDEX_KEY = b"i" * 32
    return request.param


@pytest.mark.parametrize("text", ["10000000001", "", "白莲村的王大姐", "x" * 5000])
def test_opens_as_sealed(text):
    sealed = crypto.seal(text, **HERE)
    assert crypto.unseal(sealed, **HERE) == text
    assert crypto.unseal(memoryview(sealed), **HERE) == text  # as the database hands it over
    assert len(sealed) == 1 + 12 + 16 + len(text.encode())


@given(st.text(max_size=40), st.integers(0, 10**9))
def test_opens_whatever_it_is(text, county):
    assert (
        crypto.unseal(crypto.seal(text, county=county, column="a.b"), county=county, column="a.b")
        == text
    )


def test_same_text_is_sealed_differently_each_time():
    assert len({crypto.seal("10000000001", **HERE) for _ in range(50)}) == 50


@pytest.mark.parametrize("there", [{"county": 8}, {"column": "orgs_user.phone"}])
def test_moved_value_is_an_error(there):
    sealed = crypto.seal("10000000001", **HERE)
    with pytest.raises(crypto.SealBroken, match="altered or moved"):
        crypto.unseal(sealed, **(HERE | there))


def test_altered_value_is_an_error():
    sealed = crypto.seal("10000000001", **HERE)
    for place in range(len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises(crypto.SealBroken):
            crypto.unseal(bytes(broken), **HERE)


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28])
def test_shortened_value_is_an_error(length):
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(crypto.seal("10000000001", **HERE)[:length], **HERE)


def test_value_under_a_lost_key_is_an_error(settings):
    sealed = crypto.seal("10000000001", **HERE)
    settings.DATA_KEYS = {2: NEW}
    with pytest.raises(crypto.SealBroken, match="no key of version 1"):
        crypto.unseal(sealed, **HERE)
    settings.DATA_KEYS = {1: OLD}
    with pytest.raises(crypto.SealBroken, match="altered"):
        crypto.unseal(sealed, **HERE)


def test_old_values_open_while_new_ones_use_the_newest_key(settings, suite):
    old = crypto.seal("10000000001", **HERE)
    settings.DATA_KEYS = {**settings.DATA_KEYS, 3: ("sm4" if suite == "aes" else "aes", b"n" * 32)}
    new = crypto.seal("10000000001", **HERE)
    assert (old[0], new[0]) == (1, 3)
    assert crypto.unseal(old, **HERE) == crypto.unseal(new, **HERE) == "10000000001"


def test_keys_differ_by_county_and_suite():
    keys = {
        crypto._derived(suite, b"k" * 32, county) for suite in ("aes", "sm4") for county in (1, 2)
    }
    assert len(keys) == 4


def test_index_finds_the_same_and_tells_nothing_else(suite):
    here = crypto.blind_index("10000000001", **HERE)
    assert here == crypto.blind_index("10000000001", **HERE)
    assert len(here) == 40
    others = {
        crypto.blind_index("10000000002", **HERE),
        crypto.blind_index("10000000001", **(HERE | {"county": 8})),
        crypto.blind_index("10000000001", **(HERE | {"column": "x"})),
    }
    assert here not in others
    assert len(others) == 3
    mac = hmac.HMAC(b"i" * 32, hashes.SHA256() if suite == "aes" else hashes.SM3())
    mac.update(b"7|orgs_accessgrant.phone|10000000001")
    assert mac.finalize().hex().startswith(here)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("10000000001", "10000000001"), ("100 0000 0001", "10000000001"),
        ("+86 100-0000-0001", "10000000001"), ("8610000000001", "10000000001"),
        ("１００００００００01", "10000000001"), ("", ""), ("不知道", ""), ("8612", "8612"),
    ],
)  # fmt: skip
def test_normal_phone(said, number):
    assert crypto.normal_phone(said) == number


def test_is_phone():
    assert crypto.is_phone("10000000001")
    for text in ("", "1000000000", "100000000011", "20000000001", "1000000000x", "10000000001\n"):
        assert not crypto.is_phone(text)


def test_mask_phone():
    assert crypto.mask_phone("13800001234") == "138****1234"


def test_nonce_is_random(monkeypatch):
    asked = []
    kept = os.urandom
    monkeypatch.setattr(crypto.os, "urandom", lambda n: asked.append(n) or kept(n))
    crypto.seal("x", **HERE)
    assert asked == [12]
