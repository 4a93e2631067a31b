"""Words of the commands that run without Django: the app's own catalogue, read directly. On a page, Django's."""

from __future__ import annotations

import gettext as catalogues
import os
from pathlib import Path

LOCALE = Path(__file__).parents[1] / "locale"
_spoken: list[catalogues.NullTranslations | None] = [None]


def speak(language: str | None = None) -> None:
    """`zh-hans` or `en`; without one, what the terminal speaks."""
    asked = language or next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), "")
    chinese = asked.lower().startswith("zh")
    _spoken[0] = catalogues.translation("django", LOCALE, ["zh_Hans"], fallback=True) if chinese else catalogues.NullTranslations()


def gettext(text: str) -> str:
    if _spoken[0] is not None:
        return _spoken[0].gettext(text)
    from django.utils.translation import gettext as on_a_page  # noqa: PLC0415 -- the command starts without Django

    return on_a_page(text)
