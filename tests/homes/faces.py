"""The addresses of ``homes`` × every person → status; read together with tests/test_faces.py."""

from tests.homes import care_faces

TABLE = """
address                               nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine
"""  # noqa: E501 -- a table is read across
TABLE += care_faces.TABLE[1:]
# What anyone may see.
OPEN: set[str] = set()
