"""Sentences of the validator. The command runs before Django is started, so they come from the app's catalogue directly;
within a request Django's own choice of language is followed."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as of_django

from counseling.screening.batch import words


def gettext(text: str) -> str:
    return of_django(text) if settings.configured else words.gettext(text)
