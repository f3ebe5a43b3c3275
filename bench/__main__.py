"""Run the benchmark named, or all: ``python -m bench [NAME]``."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fulian.settings")
    django.setup()
    sys.exit(import_module("bench.run").run(sys.argv[1:]))
