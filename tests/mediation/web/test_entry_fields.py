"""Place, day and time, files: whole without script, and ready for the modules that make them easier."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from mediation.common import clock

MODULES = {"area-picker", "date-time", "file-drop"}


class Sample(forms.Form):
    area = forms.ChoiceField(label="Where", choices=[("", "-"), ("1", "Town"), ("2", "\u3000Village")], help_text="The village.")
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    hour = forms.TimeField(label="Time", widget=forms.TimeInput(attrs={"type": "time"}))


def drawn(markup: str, form: forms.Form | None = None, language: str = "en") -> str:
    from django_cotton.compiler_regex import CottonCompiler

    with translation.override(language):
        return Template(CottonCompiler().process(markup)).render(Context({"form": form or Sample()}))


def test_the_area_picker_is_a_labelled_select_without_script() -> None:
    html = drawn('<c-area-picker :field="form.area" />', Sample({"area": "2"}))

    assert '<label for="id_area">' in html
    assert re.search(r'<select name="area"[^>]*id="id_area"', html)
    assert re.search(r'<option value="2" selected>', html)
    assert 'data-controller="area-picker"' in html


def test_what_is_wrong_is_said_at_the_place() -> None:
    html = drawn('<c-area-picker :field="form.area" />', Sample({"area": ""}))

    assert 'id="id_area-error"' in html
    assert re.search(r'<select[^>]*aria-describedby="id_area-help id_area-error"', html)


def test_day_and_time_keep_their_names_and_count_from_the_servers_today() -> None:
    html = drawn('<c-date-time :day="form.day" :hour="form.hour" />')

    assert re.search(r'<input type="date" name="day"', html)
    assert re.search(r'<input type="time" name="hour"', html)
    assert f'data-today="{clock.today().isoformat()}"' in html
    assert len(re.findall(r'<button type="button"', html)) == 3


@pytest.mark.parametrize(("markup", "there", "absent"), [
    ('<c-date-time :day="form.day" />', 'name="day"', 'name="hour"'),
    ('<c-date-time :hour="form.hour" />', 'name="hour"', 'name="day"'),
])
def test_either_of_day_and_time_may_be_missing(markup: str, there: str, absent: str) -> None:
    html = drawn(markup)

    assert there in html
    assert absent not in html


def test_a_file_drop_is_a_labelled_file_field_without_script() -> None:
    html = drawn('<c-file-drop name="photos" accept="image/*" multiple="1" limit="60" label="Photos" error="One is needed." />')

    assert '<label for="photos">Photos</label>' in html
    assert re.search(r'<input class="input" id="photos" type="file" name="photos" accept="image/\*" multiple aria-invalid="true"', html)
    assert 'aria-describedby="photos-error photos-problem"' in html
    assert 'data-limit="60"' in html
    assert '<div class="drop-progress" hidden>' in html


def test_words_for_the_reader_are_in_the_readers_language() -> None:
    html = drawn('<c-file-drop name="photos" label="x" />', language="zh-hans")

    assert 'data-remove="移除 {name}"' in html


def test_the_style_guide_shows_all_three_and_runs_nothing_inline(client: Client, db: None) -> None:
    page = client.get("/styleguide/").content.decode()

    assert set(re.findall(r'data-controller="([\w-]+)"', page)) >= MODULES
    assert re.findall(r"<[^>]*\s(?:style|on[a-z]+)\s*=", page) == []
