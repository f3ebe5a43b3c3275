"""The site's password hash at a cost that a test can pay."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2, hardly stirred."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
