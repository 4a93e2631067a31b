"""Roles become Wagtail groups: what a person may do at /cms/ follows from what they hold, never the other way round."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from wagtail.models import GroupPagePermission, Page

from cms.models import Video
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import actor_of_user

EDITORS = "Editors"
ADMINISTRATORS = "Site administrators"
GROUPS = {EDITORS: Capability.CONTENT_EDIT, ADMINISTRATORS: Capability.ACCOUNTS_MANAGE}
PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
ADMIN_ONLY = [("wagtailredirects", "redirect"), ("wagtailcore", "site")]

_snippets: list[type[Model]] = [Video]


def editors_may(*models: type[Model]) -> None:
    """Called in `ready()`: editors write these as well."""
    _snippets.extend(model for model in models if model not in _snippets)


def lay() -> None:
    """Make the groups and give them their rights. May be called again and again."""
    editors, _made = Group.objects.get_or_create(name=EDITORS)
    admins, _made = Group.objects.get_or_create(name=ADMINISTRATORS)
    rights = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    rights |= Q(content_type__app_label="simple_translation", codename="submit_translation")
    for model in _snippets:
        rights |= Q(content_type=ContentType.objects.get_for_model(model)) & ~Q(codename__startswith="view_")
    editors.permissions.set(Permission.objects.filter(rights))
    for label, name in ADMIN_ONLY:
        rights |= Q(content_type__app_label=label, content_type__model=name)
    admins.permissions.set(Permission.objects.filter(rights))
    root = Page.get_first_root_node()
    kinds = Permission.objects.filter(content_type__app_label="wagtailcore", content_type__model="page", codename__in=PAGE_RIGHTS)
    for group in (editors, admins):
        for kind in kinds:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=kind)


def follow(user: User) -> None:
    """Put the user into the groups their roles of today give, and out of the others."""
    actor = actor_of_user(user)
    wanted = {name for name, capability in GROUPS.items() if actor.holds(capability)}
    held = set(user.groups.filter(name__in=GROUPS).values_list("name", flat=True))
    if wanted == held:
        return
    if wanted - held:
        lay()  # Wagtail brings an "Editors" group of its own, with fewer rights
    user.groups.remove(*Group.objects.filter(name__in=held - wanted))
    user.groups.add(*Group.objects.filter(name__in=wanted - held))
