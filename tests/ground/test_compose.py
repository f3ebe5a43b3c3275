"""The containers' plan, checked without Docker: commands resolve here, secrets stay outside."""

import importlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(TEXT)["services"]
LONG_RUNNING = set(SERVICES) - {"migrate"}
OURS = ["migrate", "web", "worker", "beat"]
IMAGE = (ROOT / "Dockerfile").read_text()
IMAGE_COMMAND = yaml.safe_load(IMAGE.partition("\nCMD ")[2])


def test_every_service_is_there_and_the_lasting_ones_show_their_health():
    assert set(SERVICES) == {"postgres", "valkey", *OURS}
    assert {name for name in SERVICES if "healthcheck" in SERVICES[name]} == LONG_RUNNING
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["valkey"]["image"] == "valkey/valkey:9"


def test_the_site_waits_for_the_migration_and_only_that_runs_as_owner():
    for name in ("web", "worker", "beat"):
        waits = SERVICES[name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}
        assert "DATABASE_OWNER_URL" not in SERVICES[name]["environment"]
        assert "fulian_app" in SERVICES[name]["environment"]["DATABASE_URL"]
    assert "fulian_owner" in SERVICES["migrate"]["environment"]["DATABASE_OWNER_URL"]


def test_secrets_come_from_outside_and_their_names_are_in_the_example():
    secret = re.compile(r"PASSWORD|KEY|AUTH")
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not secret.search(name) or re.fullmatch(r"\$\{\w+:\?\}", value), name
            assert not re.search(r"://[^$]*:[^$@]+@", value), name
    example = dict(
        line.split("=", 1)
        for line in (ROOT / ".env.example").read_text().splitlines()
        if line and not line.startswith("#")
    )
    assert set(re.findall(r"\$\{(\w+)", TEXT)) == set(example)
    assert [name for name, value in example.items() if secret.search(name) and value] == []


def test_only_the_web_has_a_port_and_on_this_machine_alone():
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]
    assert [port.split(":")[0] for port in SERVICES["web"]["ports"]] == ["127.0.0.1"]


def test_our_containers_may_do_nothing_that_they_need_not():
    for name in OURS:
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert "\nUSER fulian\n" in IMAGE


@pytest.mark.parametrize("command", [IMAGE_COMMAND, SERVICES["web"]["command"]])
def test_the_web_server_knows_its_options_and_finds_the_site(command):
    assert command[0] == "granian"
    from granian.cli import cli

    parsed = cli.make_context("granian", command[1:]).params
    assert (parsed["host"], parsed["port"]) == ("0.0.0.0", 8000)  # noqa: S104 - in its container
    module, name = command[-1].split(":")
    assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("service", ["worker", "beat"])
def test_celery_knows_the_options_and_finds_the_application(service):
    from celery.bin.celery import celery

    command = SERVICES[service]["command"]
    assert command[:3] == ["celery", "-A", "fulian"]
    assert importlib.import_module("fulian.celery").app.main == "fulian"
    context = celery.make_context("celery", [command[3], "--help"], resilient_parsing=True)
    parser = celery.commands[command[3]].make_parser(context)
    _, left, _ = parser.parse_args(args=command[4:])
    assert left == []


def test_the_migration_is_a_command_of_ours():
    from django.core.management import get_commands

    command = SERVICES["migrate"]["command"]
    assert command[:2] == ["python", "manage.py"]
    assert get_commands()[command[2]] == "fulian"
    assert (ROOT / "manage.py").exists()


def test_the_health_checks_of_ours_are_well_formed():
    web = SERVICES["web"]["healthcheck"]["test"]
    compile(web[-1], "web", "exec")
    assert "/healthz" in web[-1]
    for name in ("worker", "beat", "valkey"):
        kind, line = SERVICES[name]["healthcheck"]["test"]
        assert kind == "CMD-SHELL"
        check = ["sh", "-n", "-c", line.replace("$$", "$")]
        assert subprocess.run(check, check=False).returncode == 0


def test_every_mounted_file_is_in_the_repository():
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith(".") or (ROOT / source).is_file()


def test_the_roles_are_made_with_what_the_container_is_given():
    """The very script of the container, on a server that has never seen our roles."""
    script = r"""
    set -e
    B=$(dirname "$PG_BIN/psql"); export PATH="$B:$PATH" PGHOST="$1/run/postgres"
    export PGPASSWORD=$(sed -n s/^PG_SUPERUSER_PASSWORD=//p "$1/secrets.env")
    psql -XqU postgres -d postgres -c 'drop database fulian' -c 'drop role fulian_owner' \
        -c 'drop role fulian_app'
    bash "$2/docker/roles.sh"; bash "$2/docker/roles.sh"
    export PGPASSWORD=$FULIAN_OWNER_PASSWORD
    psql -XqAt -U fulian_owner -d fulian -c 'create extension btree_gist' -c 'select current_user'
    export PGPASSWORD=$FULIAN_APP_PASSWORD
    psql -XqAt -U fulian_app -d fulian -c "select has_schema_privilege('public', 'CREATE'),
        has_database_privilege('fulian', 'TEMP'), rolsuper or rolcreatedb or rolcreaterole
        or rolbypassrls or rolreplication from pg_roles where rolname = current_user"
    """
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FULIAN_")}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        kept.pop(name, None)
    given = {"FULIAN_OWNER_PASSWORD": "it's", "FULIAN_APP_PASSWORD": 'a"b', "PYTHONPATH": str(ROOT)}
    given |= {"ROLES_SQL": str(ROOT / "fulian/local/roles.sql"), "FULIAN_STATE": str(place / "s")}
    run = [sys.executable, "-m", "fulian.local", "--keep", "--", "bash", "-c", script, "roles"]
    done = subprocess.run(
        [*run, str(place / "s"), str(ROOT)],
        env=kept | given,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    subprocess.run(shlex.split(f"rm -rf {place}"), check=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "fulian_owner\nf|f|f\n", "")
