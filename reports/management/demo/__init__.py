"""The demonstration: a county in full, a small neighbour, and the people who sign in.

Everything goes through the services, as one day after another would have brought it. Names are
invented; what is drawn by lot follows the seed.
"""

from reports.management.demo.story import HOME, Demo
from reports.management.demo.telling import set_up

__all__ = ["HOME", "Demo", "set_up"]
