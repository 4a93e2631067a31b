from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's recommendation.

    Django's default takes 100 MiB and eight lanes, half a second on a small machine: twenty people signing in at nine
    o'clock would need two gigabytes.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
