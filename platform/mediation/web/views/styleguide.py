"""Every component in every state, for whoever builds a page. Shown in the demo only."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

from mediation.common import clock
from mediation.common.routes import public

TOWNS = [("1", pgettext_lazy("sample", "Willow Bridge")), ("2", pgettext_lazy("sample", "Stone Mill"))]
PLACES = [("", "---------"), ("1", pgettext_lazy("sample", "Willow Bridge")), ("11", pgettext_lazy("sample", "　East Village")),
          ("12", pgettext_lazy("sample", "　Mill Village")), ("2", pgettext_lazy("sample", "Stone Mill")),
          ("21", pgettext_lazy("sample", "　Pine Village"))]
KINDS = [
    ("neighbours", pgettext_lazy("sample", "Between neighbours")),
    ("family", pgettext_lazy("sample", "In the family")),
    ("wages", pgettext_lazy("sample", "Wages and contracts")),
    ("none", pgettext_lazy("sample", "None of these, I cannot say")),
]
HINTS = {
    "neighbours": pgettext_lazy("sample", "noise, water, light, parking, pets"),
    "family": pgettext_lazy("sample", "couples, parents, children, house and money"),
    "wages": pgettext_lazy("sample", "unpaid wages, injuries at work, sales, rent"),
    "none": pgettext_lazy("sample", "That is all right. Go on telling, we will sort it."),
}


class SampleForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("sample", "Your name"), help_text=pgettext_lazy("sample", "As on your identity card."))
    wish = forms.CharField(
        label=pgettext_lazy("sample", "What should come out of it?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    town = forms.ChoiceField(label=pgettext_lazy("sample", "Town"), choices=TOWNS)
    day = forms.DateField(label=pgettext_lazy("sample", "Day"), widget=forms.DateInput(attrs={"type": "date"}))
    agree = forms.BooleanField(label=pgettext_lazy("sample", "Please call me back today"), required=False)


class PlaceTimeForm(forms.Form):
    area = forms.ChoiceField(
        label=pgettext_lazy("sample", "Where is it?"), choices=PLACES, help_text=pgettext_lazy("sample", "The village, or the town.")
    )
    day = forms.DateField(label=pgettext_lazy("sample", "Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(label=pgettext_lazy("sample", "Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class ChoiceForm(forms.Form):
    kind = forms.ChoiceField(
        label=pgettext_lazy("sample", "What is this most like?"), widget=forms.RadioSelect, initial="neighbours", choices=KINDS
    )


def sample_qr() -> SafeString:
    return mark_safe(segno.make("https://example.invalid/c/7K3M9").svg_inline(scale=4, border=0, omitsize=True))  # noqa: S308 -- our own SVG


def samples() -> dict[str, Any]:
    """Moments and choices the sample pages share."""
    now = clock.now()
    return {
        "choices": ChoiceForm(), "hints": HINTS, "now": now, "before": now - timedelta(hours=5), "late": now - timedelta(days=2, hours=1),
        "soon": now + timedelta(hours=20), "near": now + timedelta(days=2, hours=3), "far": now + timedelta(days=9, hours=1),
    }


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    wrong = SampleForm({"name": "", "town": "1", "day": "2026-02-30"}, auto_id="wrong_%s")
    tones = ["red", "orange", "yellow", "blue", "green", "plum", "plain"]
    where = PlaceTimeForm(auto_id="where_%s", initial={"area": "12", "day": clock.today() + timedelta(days=2), "hour": time(14, 30)})
    lost = PlaceTimeForm({"area": "", "day": "2026-02-30", "hour": "14:30"}, auto_id="lost_%s")
    context = {"form": SampleForm(), "wrong": wrong, "where": where, "lost": lost, "qr": sample_qr(), "tones": tones, **samples()}
    return render(request, "web/styleguide.html", context)


@public
def styleguide_page(request: HttpRequest, name: str) -> HttpResponse:
    """The layouts, each as a whole page: desk, care, party, reading, room."""
    if not settings.DEMO or name not in {"desk", "care", "party", "reading", "room"}:
        raise Http404
    return render(request, f"web/styleguide/{name}.html", samples())
