"""What a guardian and a young person read (监护人告知与本人同意), one plain sentence a point."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VERSION = "2026-11"

GUARDIAN: tuple[tuple[_StrPromise, _StrPromise], ...] = (
    (_("What it is for"), _("A few short questions to the young person, so that somebody can offer help if these weeks are too much.")),
    (_("Both of you decide"), _("It begins only if you and the young person both agree. A no from either of you is the end of it.")),
    (_("Who sees it"), _("Only counsellors here, and only after a colleague in charge has approved it. Not the mediator, not the other "
                         "side, and not you either, unless the young person wishes it.")),
    (_("When we must act"), _("If a minor is harmed or may be, we report it to the police at once. The law says so, and no consent "
                               "changes it.")),
    (_("It is no diagnosis"), _("The questions cannot say whether somebody is ill. With children and young people they separate poorly.")),
    (_("How long we keep it"), _("Three years, encrypted. Then the key is destroyed and nobody can read it any more.")),
    (_("Your rights"), _("You may take your consent back at any time; then no new question is put.")),
)


def digest() -> str:
    """SHA-256 of the version and every sentence in the language of reference."""
    with translation.override("en"):
        words = "\n".join([VERSION, *(f"{head}: {text}" for head, text in GUARDIAN)])
    return hashlib.sha256(words.encode()).hexdigest()
