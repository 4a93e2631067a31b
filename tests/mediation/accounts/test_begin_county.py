"""An empty county gets its map and its first administrator, who can sign in and take others on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from mediation.accounts.models import User
from mediation.territory.models import Area, Organisation

pytestmark = pytest.mark.django_db
HEAD = "kind,code,parent,name,name_en,telephone,latitude,longitude\n"
MAP = (
    HEAD + "city,3300,,云岚市,Yunlan,,,\ndistrict,330001,3300,清溪县,Qingxi,,28.1,120.2\ntown,330001001,330001,柳桥镇,,,,\n"
    "committee,,330001001,柳桥镇人民调解委员会,,0577-12345678,,\n"
)


def begin(tmp_path: Path, text: str, **more: Any) -> None:
    table = tmp_path / "map.csv"
    table.write_text(text, encoding="utf-8-sig")
    call_command("begin_county", str(table), admin="wang.li", name="王丽", **more)


def test_the_map_and_the_first_administrator(tmp_path: Path, capsys: Any) -> None:
    begin(tmp_path, MAP)
    said = capsys.readouterr().out
    password = next(w for w in said.split() if w.count("-") == 2)

    assert [a.name for a in Area.objects.order_by("path")] == ["云岚市", "清溪县", "柳桥镇"]
    assert Organisation.objects.get().telephone == "0577-12345678"
    browser = Client()
    assert browser.post("/accounts/login/", {"login": "wang.li", "password": password}).status_code == 302
    assert browser.get("/desk/people/").status_code == 200

    begin(tmp_path, MAP)  # again: nothing twice
    assert (Area.objects.count(), Organisation.objects.count(), User.objects.count()) == (3, 1, 1)
    assert "none was made" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,code\nx,y\n", "columns"),
        (HEAD + "galaxy,1,,x,,,,\n", "line 2"),
        (HEAD + "town,9,404,x,,,,\n", "no place with the code 404"),
        (HEAD + "city,1,,x,,,north,\n", "line 2"),
        (HEAD, "no place"),
    ],
)
def test_a_wrong_table_is_named_by_its_line_and_leaves_nothing(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        begin(tmp_path, text)
    assert not Area.objects.exists()
    assert not User.objects.exists()
