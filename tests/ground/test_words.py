"""Every word a third-party page shows must be Chinese.

Our catalogue in ``locale/`` fills what the packages leave in English.  These tests read the
installed packages' sources, so an upgrade that brings new English strings fails here.
"""

from __future__ import annotations

import ast
import gettext
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polib
import pytest
from django.utils import translation
from django.utils.translation.template import templatize

LOCALE = Path(__file__).resolve().parents[2] / "locale"
CATALOGUES = sorted(LOCALE.rglob("*.po"))
ZH = "locale/zh_Hans/LC_MESSAGES"

#: What is searched for translatable text: a package, or a folder of one.
SEARCHED = (
    "unfold",
    "oauth2_provider",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "mptt",
    "django/contrib/admin",
    "django/contrib/auth",
    "django/contrib/contenttypes",
    "django/contrib/messages",
    "django/contrib/postgres",
    "django/contrib/sessions",
    "django/core",
    "django/db",
    "django/forms",
    "django/views",
)
#: Django's own catalogues, the last place a text is looked up in.
DJANGO = ("conf", "contrib/admin", "contrib/auth", "contrib/contenttypes", "contrib/sessions")

ALLOWED = {
    "URL": "通用缩写，中文界面同样这样写",
    "IPv4": "协议名",
    "IPv6": "协议名",
}

CALLS = {"_", *(f"{kind}gettext{tail}" for kind in ("", "n", "p", "np")
                for tail in ("", "_lazy", "_noop"))}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}|</?\w+[^>]*>")
HAN = re.compile("[\u4e00-\u9fff]")
QUOTED = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
MARKED = re.compile(rf"(?<![\w.])(n?p?gettext|_)\(((?:{QUOTED},?\s*)+)", re.S)
MARKED_JS = re.compile(rf"(?<![\w.])(n?p?gettext)\(\s*((?:{QUOTED},?\s*)+)", re.S)


class Text(NamedTuple):
    """One translatable text and where it stands."""

    context: str | None
    single: str
    plural: str | None
    where: str


def package(name: str) -> Path:
    """Return the folder of an installed package without importing it."""
    top, *rest = name.split("/")
    spec = importlib.util.find_spec(top)
    assert spec, f"未安装 {top}"
    assert spec.submodule_search_locations, f"{top} 不是包"
    return Path(spec.submodule_search_locations[0], *rest)


def as_text(call: str, words: list[str], where: str) -> Text | None:
    """Sort the literal arguments of a gettext call into a :class:`Text`."""
    context = words.pop(0) if call.lstrip("n").startswith("p") and words else None
    if not words or not words[0]:
        return None
    plural = words[1] if call.startswith("n") and len(words) > 1 else None
    return Text(context, words[0], plural, where)


def in_python(path: Path) -> Iterator[Text]:
    """Yield the texts of the gettext calls in a module; computed arguments are passed over."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        values = (a.value for a in node.args if isinstance(a, ast.Constant))
        words = [value for value in values if isinstance(value, str)]
        if name in CALLS and (text := as_text(name, words, f"{path}:{node.lineno}")):
            yield text


def in_marked(source: str, pattern: re.Pattern[str], path: Path) -> Iterator[Text]:
    """Yield the texts of the gettext calls that *pattern* finds in *source*."""
    for match in pattern.finditer(source):
        words = [ast.literal_eval(quoted) for quoted in re.findall(QUOTED, match[2], re.S)]
        line = source.count("\n", 0, match.start()) + 1
        if text := as_text(match[1], words, f"{path}:{line}"):
            yield text


@cache
def texts(name: str) -> tuple[Text, ...]:
    """Return all translatable texts of a package's modules and templates."""
    found: list[Text] = []
    for path in sorted(package(name).rglob("*")):
        if path.suffix == ".py":
            found += in_python(path)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found += in_marked(templatize(path.read_text(encoding="utf-8")), MARKED, path)
    return tuple(found)


@cache
def chain(name: str, domain: str = "django") -> gettext.GNUTranslations:
    """Load the catalogues for *name* in Django's order: ours, the package's, Django's."""
    places = [LOCALE.parent / ZH, package(name) / ZH]
    places += [package(f"django/{part}") / ZH for part in DJANGO]
    files = [place / f"{domain}.mo" for place in places]
    loaded = []
    for file in files:
        if file.exists():
            with file.open("rb") as stream:
                loaded.append(gettext.GNUTranslations(stream))
    for other in loaded[1:]:
        loaded[0].add_fallback(other)
    return loaded[0]


def english(text: Text, words: gettext.GNUTranslations) -> bool:
    """Say whether a text comes out without any Chinese."""
    if text.single in ALLOWED or not re.search(r"[A-Za-z]", PLACEHOLDER.sub("", text.single)):
        return False
    if text.plural and text.context:
        shown = words.npgettext(text.context, text.single, text.plural, 2)
    elif text.plural:
        shown = words.ngettext(text.single, text.plural, 2)
    elif text.context:
        shown = words.pgettext(text.context, text.single)
    else:
        shown = words.gettext(text.single)
    return not HAN.search(shown)


@pytest.mark.parametrize("name", SEARCHED)
def test_no_english_left(name: str) -> None:
    """Each text in the package's code and templates has a Chinese form."""
    assert texts(name) or name.startswith("django/"), f"在 {name} 中没有找到任何可译文字"
    left = {f"{t.where} {t.single!r}" for t in texts(name) if english(t, chain(name))}
    assert not left, "\n".join(sorted(left))


@pytest.mark.parametrize("name", ["unfold", "django/contrib/admin"])
def test_no_english_left_in_scripts(name: str) -> None:
    """Each gettext call in the admin's own scripts has a Chinese form."""
    paths = [p for p in package(name).rglob("*.js") if "vendor" not in p.parts]
    found = [t for p in paths for t in in_marked(p.read_text(encoding="utf-8"), MARKED_JS, p)]
    words = chain("django/contrib/admin", "djangojs")
    left = {f"{t.where} {t.single!r}" for t in found if english(t, words)}
    assert found
    assert not left, "\n".join(sorted(left))


@pytest.mark.parametrize("source", CATALOGUES, ids=lambda path: path.name)
def test_catalogue_is_sound(source: Path) -> None:
    """The .mo is what the .po compiles to; nothing fuzzy, empty, or with other placeholders."""
    catalogue = polib.pofile(str(source), check_for_duplicates=True)
    assert source.with_suffix(".mo").read_bytes() == catalogue.to_binary(), "请运行 locale/build.py"
    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    for entry in catalogue:
        assert entry.translated(), entry.msgid  # false when fuzzy, empty or obsolete
        assert not entry.msgid_plural or list(entry.msgstr_plural) == [0], entry.msgid
        shown = entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr
        assert HAN.search(shown), entry.msgid
        wanted = sorted(PLACEHOLDER.findall(entry.msgid))
        assert sorted(PLACEHOLDER.findall(shown)) == wanted, entry.msgid
        for edge in (str.startswith, str.endswith):
            assert edge(shown, "\n") == edge(entry.msgid, "\n"), entry.msgid


def test_site_uses_catalogue() -> None:
    """Under the site's settings our words win over the packages' own."""
    with translation.override("zh-hans"):
        assert translation.gettext("Apply Filters") == "应用筛选"
        assert translation.gettext("Log out") == "退出登录"
