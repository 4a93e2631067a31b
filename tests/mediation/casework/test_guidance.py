"""What the case page says once nothing burns any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from mediation.casework.models import Case
from mediation.casework.services.history import tell as write_down
from mediation.common import clock
from mediation.common.actor import system

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("state", "burns", "leads_on"), [("mediating", True, False), ("agreed", False, True), ("closed", False, False)])
def test_only_an_open_case_is_overdue(taken: Any, mediator: Any, client_of: Any, state: str, burns: bool, leads_on: bool) -> None:
    Case.objects.filter(pk=taken.case.pk).update(state=state, due_at=clock.now() - timedelta(days=3))

    page = client_of(mediator).get(f"/desk/cases/{taken.case.pk}/").content.decode()
    band = page.split('class="band"')[1].split("</section>")[0]

    assert ("超期" in page) is burns
    assert ("/closing/" in band) is leads_on
    assert "超期" not in client_of(mediator).get("/desk/cases/?all=1").content.decode() or burns


def test_a_job_has_no_name_in_the_history(taken: Any, mediator: Any, client_of: Any) -> None:
    write_down(taken.case, "sitting_ended", system("casework.agreements"))
    assert "casework.agreements" not in client_of(mediator).get(f"/desk/cases/{taken.case.pk}/").content.decode()


def test_the_office_reads_the_title_in_its_own_language(tell: Any) -> None:
    with translation.override("en"):
        told = tell()
    assert told.case.title.startswith("邻里")
