"""Every component in every state, for whoever builds a page. Shown in the demo only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from mediation.common import clock
from mediation.common.routes import public


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Your name"), help_text=_("As on your identity card."))
    wish = forms.CharField(label=_("What should come out of it?"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    town = forms.ChoiceField(label=_("Town"), choices=[("1", _("Willow Bridge")), ("2", _("Stone Mill"))])
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    agree = forms.BooleanField(label=_("Please call me back today"), required=False)


class ChoiceForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is this most like?"), widget=forms.RadioSelect, initial="neighbours",
        choices=[
            ("neighbours", _("Between neighbours")), ("family", _("In the family")), ("wages", _("Wages and contracts")),
            ("none", _("None of these, I cannot say")),
        ],
    )


HINTS = {
    "neighbours": _("noise, water, light, parking, pets"), "family": _("couples, parents, children, house and money"),
    "wages": _("unpaid wages, injuries at work, sales, rent"), "none": _("That is all right. Go on telling, we will sort it."),
}


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
    context = {"form": SampleForm(), "wrong": wrong, "qr": sample_qr(), "tones": tones, **samples()}
    return render(request, "web/styleguide.html", context)


@public
def styleguide_page(request: HttpRequest, name: str) -> HttpResponse:
    """The layouts, each as a whole page: desk, care, party, reading, room."""
    if not settings.DEMO or name not in {"desk", "care", "party", "reading", "room", "queue"}:
        raise Http404
    return render(request, f"web/styleguide/{name}.html", samples())
