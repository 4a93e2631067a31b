"""/cms/ is for those who may edit today; the groups follow the roles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mediation.common import clock

pytestmark = pytest.mark.django_db


def test_only_editors_and_administrators_find_the_editors_rooms(
    editor: Any, admin: Any, mediator: Any, learner: Any, outsider: Any, anonymous: Any, party: Any, client_of: Any
) -> None:
    for actor in (editor, admin):
        assert client_of(actor).get("/cms/").status_code == 200
    for actor in (mediator, learner, outsider):
        assert client_of(actor).get("/cms/").status_code == 404
        assert client_of(actor).get("/cms/pages/").status_code == 404
    for actor in (anonymous, party):
        answer = client_of(actor).get("/cms/", follow=True)
        assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


def test_a_role_makes_an_editor_and_its_end_unmakes_one(outsider: Any, county: Any, user_of: Any, client_of: Any) -> None:
    from mediation.accounts.models import RoleAssignment
    from mediation.accounts.services import assign_role
    from mediation.common.actor import system

    user = user_of(outsider)
    row = assign_role(actor=system("tests"), user=user, role="editor", area=county.area)
    names = set(user.groups.values_list("name", flat=True))

    RoleAssignment.objects.filter(pk=row.pk).update(until=clock.today() - timedelta(days=1))
    shut = client_of(outsider).get("/cms/").status_code

    assert names == {"Editors"}
    assert shut == 404
    assert not user.groups.exists()


def test_a_superuser_without_a_role_is_not_let_in(outsider: Any, user_of: Any, client_of: Any) -> None:
    user = user_of(outsider)
    user.is_superuser = user.is_staff = True
    user.save()

    assert client_of(outsider).get("/cms/").status_code == 404


def test_without_a_second_factor_the_rooms_stay_shut_where_it_is_required(editor: Any, client_of: Any, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True

    assert client_of(editor, second_factor=False).get("/cms/").status_code == 302
    assert client_of(editor).get("/cms/").status_code == 200


def test_editors_write_pages_videos_and_questions_but_manage_nobody(editor: Any, client_of: Any) -> None:
    client = client_of(editor)

    for path in ("snippets/cms/video/", "snippets/assessment/question/", "snippets/assessment/quiz/"):
        assert client.get(f"/cms/{path}").status_code == 200, path
    for path in ("users/", "groups/", "sites/"):
        assert client.get(f"/cms/{path}").status_code in (302, 403, 404), path
