from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from mediation.accounts.models import RoleAssignment
from mediation.accounts.roles import Role
from mediation.audit import trail
from mediation.demo import builder, world
from mediation.territory.enums import Level, OrganisationKind
from mediation.territory.models import Area, Organisation


@pytest.mark.django_db
def test_county_has_the_promised_shape() -> None:
    built = world.build()

    assert Area.objects.filter(level=Level.TOWN).count() == 2
    assert Area.objects.filter(level=Level.VILLAGE).count() == 8
    assert Organisation.objects.filter(kind=OrganisationKind.STUDIO).count() == 3
    assert len(built.users) == 31
    assert set(RoleAssignment.objects.values_list("role", flat=True)) == {str(r) for r in Role}
    assert trail.verify() is None


@pytest.mark.django_db
def test_refused_outside_the_demo(settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(ImproperlyConfigured):
        builder.build(lambda what: None)

    assert not Area.objects.exists()
