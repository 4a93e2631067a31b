"""What a person agrees to before the questions (知情同意书), one plain sentence a point. Changing a sentence changes the digest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counseling.screening import battery
from counseling.screening.bundles.loader import bundle

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VERSION = "2026-11.3"
PURPOSE = "screening"

POINTS: tuple[tuple[_StrPromise, _StrPromise], ...] = (
    (pgettext_lazy("screening", "What it is for"),
     _("A few short questions, so that somebody can offer help if these weeks are too much for you.")),
    (_("It is up to you"), _("You may leave out any question and stop at any time. It changes nothing in the mediation or at work.")),
    (_("Who sees it"),
     _("Only the counsellors of this service. Not the mediator, not the other side, not your family, not where you work.")),
    (_("When we must act"), _("If you or somebody else is in serious danger, we tell as few people as possible what they need to help.")),
    (_("It is no diagnosis"), _("The questions cannot say whether you are ill. If they suggest it, we advise you to see a doctor.")),
    (_("How long we keep it"), _("Three years, encrypted. Then the key is destroyed and nobody can read it any more.")),
    (_("No recording"),
     _("Nothing is recorded: no sound, no picture. Kept beside each answer is how long it took and whether somebody read it to you.")),
    (_("How we reach you"), _("By the telephone you gave us. If that is not safe, you can say so before anybody calls.")),
    (_("Your rights"), _("You may ask to see, correct or delete your answers, and take this consent back. What the law makes us keep "
                         "about an emergency stays.")),
)


def digest() -> str:
    """SHA-256 of the version and every sentence in the language of reference."""
    with translation.override("en"):
        words = "\n".join([VERSION, *(f"{head}: {text}" for head, text in POINTS)])
    return hashlib.sha256(words.encode()).hexdigest()


def scope_of(code: str, language: str) -> str:
    """What is agreed to: the bundle and its instruments, e.g. `party:phq4+phq9+gad7`."""
    used = dict.fromkeys(q.instrument for q in battery.catalogue(bundle(code), language) if not q.is_interview)
    return f"{code}:{'+'.join(used)}"[:80]
