"""The rules of the house, held by tests: dependence, sizes, words, and what no file may contain."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.template import engines
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from fulian.privacy import Personal
from tests.not_verbs import NOT_VERBS

ROOT = Path(__file__).resolve().parent.parent
APPS = ("orgs", "members", "duties", "homes", "reports")
CODE = ("fulian", *APPS)
CHINESE = re.compile("[一-鿿]")
LINES, TEST_LINES, FUNCTION_LINES = 300, 400, 40


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files of the project: what git knows or would add, else what lies here."""
    ask = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(ask, cwd=ROOT, capture_output=True, check=False)
    if done.returncode == 0:
        names = done.stdout.decode().split("\0")
        return tuple(sorted({ROOT / name for name in names if name and (ROOT / name).is_file()}))
    hidden = {".venv", ".local", ".coverage", "__pycache__"}
    return tuple(
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not any(p in hidden or p.endswith("_cache") for p in path.parts)
    )


def sources(*folders: str) -> list[Path]:
    """Return the Python files of the project below ``folders`` (all when none is named)."""
    found = [p for p in tracked() if p.suffix == ".py"]
    return [p for p in found if not folders or p.relative_to(ROOT).parts[0] in folders]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m._meta.app_label in CODE]


def modules(package: str) -> Iterator[ModuleType]:
    """Import and return every module of ``package``; nothing when it does not exist."""
    if importlib.util.find_spec(package) is None:
        return
    top = importlib.import_module(package)
    yield top
    for info in pkgutil.walk_packages(getattr(top, "__path__", []), f"{package}."):
        yield importlib.import_module(info.name)


# How the code hangs together


def test_import_contracts():
    run = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", run, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("app", APPS)
def test_migrations_import_nothing_of_the_project(app):
    for path in sources(app):
        if "migrations" not in path.parts:
            continue
        for node in ast.walk(tree_of(path)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & set(CODE), path


@pytest.mark.parametrize("app", CODE)
def test_services_are_verbs(app):
    """A public function of a service module is a verb, or stands on the list with its reason."""
    found = set()
    for module in modules(f"{app}.services"):
        for name, thing in vars(module).items():
            is_own = getattr(thing, "__module__", "") == module.__name__
            is_public = callable(thing) and not isinstance(thing, type) and name[0] != "_"
            if is_own and is_public and not hasattr(thing, "verb"):
                found.add(name)
    assert found == NOT_VERBS.get(app, set())


def test_no_signals_and_no_superuser():
    for path in sources(*CODE):
        text = path.read_text()
        assert "django.dispatch" not in text, path
        assert "db.models.signals" not in text, path
        assert "is_superuser" not in text, path
        assert "PermissionsMixin" not in text, path


def test_no_query_at_import():
    """At import there is no scope: a manager used there would fail, or worse, be kept."""
    for path in sources(*CODE):
        for node in _outside_functions(tree_of(path)):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                assert node.attr not in {"objects", "rows", "_default_manager"}, (path, node.lineno)


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        yield child
        yield from _outside_functions(child)


# Sizes


def test_file_sizes():
    too_long = {}
    for path in sources():
        if "migrations" in path.parts:
            continue
        limit = TEST_LINES if path.relative_to(ROOT).parts[0] in ("tests", "walks") else LINES
        if (lines := len(path.read_text().splitlines())) > limit:
            too_long[str(path.relative_to(ROOT))] = lines
    assert too_long == {}


def test_function_sizes():
    """Blank lines apart: they part a story into paragraphs."""
    too_long = {}
    for path in sources():
        text = path.read_text().splitlines()
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = sum(bool(line.strip()) for line in text[node.lineno - 1 : node.end_lineno])
                if lines > FUNCTION_LINES:
                    too_long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert too_long == {}


def test_modules_say_what_they_are_for():
    mute = [
        str(path.relative_to(ROOT))
        for path in sources()
        if "migrations" not in path.parts and path.read_text().strip()
        if not ast.get_docstring(tree_of(path))
    ]
    assert mute == []


# Templates


def templates() -> dict[str, Path]:
    """Return our templates by the name they are loaded with."""
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in CODE)]
    return {
        str(path.relative_to(folder)): path
        for folder in folders
        for path in tracked()
        if path.is_relative_to(folder)
    }


@pytest.mark.parametrize("name", sorted(templates()))
def test_template_compiles(name):
    assert Path(get_template(name).origin.name) == templates()[name]


def test_every_template_is_used():
    """By a name in code or in another template, or as an override of a package's own."""
    told = "\n".join(
        path.read_text()
        for path in tracked()
        if path.suffix in {".py", ".html"} and "tests" not in path.relative_to(ROOT).parts
    )
    ours = {ROOT / app / "templates" for app in CODE}
    packages = [Path(p) for p in get_app_template_dirs("templates") if Path(p) not in ours]
    unused = [
        name
        for name in templates()
        if f'"{name}"' not in told and f"'{name}'" not in told
        if not any((folder / name).exists() for folder in packages)
        if not _is_built_from_parts(name, told)
    ]
    assert unused == []


def _is_built_from_parts(name: str, told: str) -> bool:
    """Say whether the name is put together where it is used: an icon by its own name."""
    folder, _, file = name.rpartition("/")
    word = re.escape(file.removesuffix(".html"))
    return f"{folder}/" in told and re.search(rf"icon\w*[ =(\"']+{word}[\"' ]", told) is not None


def test_templates_obey_the_page_policy():
    """No inline script, style or handler: the policy would stop them, silently for the user."""
    for name, path in templates().items():
        text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), name
        assert not re.search(r"<style|\bstyle=|\son\w+=|javascript:", text), name
        assert not re.search(r"(src|href)=[\"'](https?:)?//", text), name
        # QR codes, drawn by us: from an address, from a sheet's own code
        drawn = text.replace("link.picture|safe", "").replace("paper.picture|safe", "")
        assert "|safe" not in drawn, name
        assert "{% autoescape off" not in drawn, name


# Forms that act for nobody, without a session or a cookie: there is nothing to forge (decision 22).
NOBODYS = {"homes/say.html", "homes/say_check.html"}


def test_every_form_is_protected():
    for name, path in templates().items():
        if name in NOBODYS:
            continue
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), flags=re.S):
            if re.search(r"method=[\"']post", form, re.I):
                assert "{% csrf_token %}" in form, name


# Words


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_model_is_named_in_chinese(model):
    meta = model._meta
    assert CHINESE.search(str(meta.verbose_name)), "verbose_name"
    assert CHINESE.search(str(meta.verbose_name_plural)), "verbose_name_plural"
    nameless = [
        field.name
        for field in meta.local_fields
        if not field.primary_key and field.name not in {"lft", "rght", "depth", "tree_id"}
        if not CHINESE.search(str(field.verbose_name))
    ]
    assert nameless == []


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_choices_are_said_in_chinese(model):
    for field in model._meta.local_fields:
        if field.name in {"client_type", "authorization_grant_type", "algorithm"}:
            continue  # a protocol's own words, shown to no one
        for _, label in field.flatchoices:
            assert CHINESE.search(str(label)), (field.name, label)


def test_glossary_names_every_model():
    text = (ROOT / "docs" / "glossary.md").read_text()
    missing = [m.__name__ for m in own_models() if not re.search(rf"\b{m.__name__}\b", text)]
    assert missing == []


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_personal_fields_are_classified(model):
    """Every field that can hold words says whether they are about a person, why, and how long."""
    wordy = (
        models.CharField, models.TextField, models.BinaryField, models.JSONField,
        models.GenericIPAddressField, models.FileField,
    )  # fmt: skip
    fields = {f.name for f in model._meta.local_fields if isinstance(f, wordy) and not f.choices}
    known = vars(model).get("privacy")
    assert known is not None, f"{model.__name__} has no privacy of its own"
    assert fields - set(known) == set(), "unclassified"
    assert set(known) - {f.name for f in model._meta.local_fields} == set(), "no such field"
    for field, kind in known.items():
        if isinstance(kind, Personal):
            assert CHINESE.search(kind.purpose), field
            assert kind.kept, field


# What no file may contain


def forbidden() -> list[str]:
    """Return what a committed file may not name; put together here, so that this file does not."""
    return [
        "pypi." + "org", "python" + "hosted", "--index" + "-url", "--extra-" + "index",
        "index" + "_url",
        "npm" + "js", "tuna." + "tsinghua", "mirrors" + ".", "UV_" + "INDEX", "PIP_" + "INDEX",
        "/ro" + "ot/", "/ho" + "me/", "/wo" + "rk/", "/tm" + "p/w/", "py" + "env",
    ]  # fmt: skip


def test_no_package_host_and_no_machine_path():
    found = []
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [(str(path.relative_to(ROOT)), word) for word in forbidden() if word in text]
    assert found == []


def test_requirements_are_locked_by_hash():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
        text = (ROOT / name).read_text()
        pins = re.findall(r"^[\w.\[\]-]+==", text, re.M)
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)
        blocks = re.split(r"^(?=[\w.\[\]-]+==)", text, flags=re.M)[1:]
        assert all("--hash=sha256:" in block for block in blocks)


def test_engine_has_the_form_key_built_in():
    (engine,) = (engines[name] for name in engines)
    assert "fulian.templatetags.once" in engine.engine.builtins


def test_migrations_are_complete(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
