"""The supervisor behind ``make run`` and ``make test``: every service in one process tree.

``python -m fulian.local run`` runs the whole site; ``python -m fulian.local [--keep] -- CMD…``
runs one command beside its own PostgreSQL and Valkey.
"""
