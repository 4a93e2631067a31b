"""The link to a new password: made when it is sent, kept nowhere."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.accounts.models import User
from mediation.accounts.selectors import user_by_subject
from mediation.jobs.work import outward
from mediation.notifications import kinds
from mediation.notifications.services import notify, text

MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")  # a landline may be anybody's
KINDS = (
    kinds.Kind(
        "accounts.password_link", gettext_lazy("A new password"),
        sms=gettext_lazy("Xinqiao: choose a new password here, within two hours: %(link)s Nobody of ours will ever ask you for it."),
    ),
    kinds.Kind(
        "accounts.helped_password", gettext_lazy("A link to a new password was sent to you"),
        gettext_lazy("An administrator did this, and you were signed out everywhere. If you did not ask for it, tell them at once."),
    ),
    kinds.Kind(
        "accounts.helped_second-factor", gettext_lazy("Your second factor was taken off"),
        gettext_lazy(
            "An administrator did this, and you were signed out everywhere. You set up a new one when you next sign in. "
            "If you did not ask for it, tell them at once."
        ),
    ),
)


def mobile(user: User) -> str:
    found = MOBILE.fullmatch(re.sub(r"[\s-]", "", user.telephone))
    return f"+86{found[1]}" if found else ""


def reachable(user: User) -> bool:
    return bool(user.email or mobile(user))


def on_helped(user: User, what: str, **more: Any) -> None:
    notify(f"user:{user.public_id}", f"accounts.helped_{what}", link="/account/", urgent=True)


@outward
def send(user: str) -> None:
    """By mail where an address is known, else by short message. Sent twice, both carry the same good-once link."""
    person = user_by_subject(user)
    if person is None or not person.is_active or not reachable(person):
        return
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "U", "key": "K"}).replace("U-K", key)
    link = f"{settings.WAGTAILADMIN_BASE_URL}{path}"
    if not person.email:
        text(mobile(person), "accounts.password_link", link=link)
        return
    with translation.override(settings.LANGUAGE_CODE):
        words = [
            _("Somebody asked for a new password for your account %(name)s. Choose it here, within two hours:") % {"name": person.username},
            link,
            _("The link works once. If it was not you, do nothing: your password stays as it is. Nobody of ours will ever ask you for it."),
        ]
        EmailMessage(_("A new password for Xinqiao"), "\n\n".join(words), to=[person.email]).send()
