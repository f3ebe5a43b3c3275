"""The addresses of ``homes`` × every person → status; read together with tests/test_faces.py."""

from tests.homes import request_faces

TABLE = """
address                               nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine
"""  # noqa: E501 -- a table is read across
TABLE += request_faces.TABLE
# What anyone may see.
OPEN: set[str] = set()
