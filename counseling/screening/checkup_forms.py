"""Forms of the check-ups: when and for whom, the list of people, the file of paper answers."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from counseling.screening import battery, ports
from counseling.screening.batch import sheet
from counseling.screening.batch.table import Mistake
from counseling.screening.bundles import loader as bundles
from counseling.screening.bundles.shape import Bundle
from counseling.screening.instruments.loader import load
from counseling.screening.services.checkups import BUNDLES, Wanted
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.common.warm import WarmForm
from mediation.territory.models import Area

NAMES, PHONES = ("name", "姓名"), ("phone", "telephone", "电话", "手机", "手机号")
SHARED, YES = ("shared", "shared telephone", "共用电话", "共用"), ("yes", "y", "1", "x", "shared", "是", "共用", "有", "√")
LONGEST_NAME = 60
DAY = {"required": _("Please choose a day."), "invalid": _("Please choose a day.")}


class CheckupForm(WarmForm):
    title = forms.CharField(label=_("What it is called"), max_length=80, error_messages={"required": _("Please give it a name.")})
    bundle = forms.ChoiceField(
        label=_("Which questions?"), widget=forms.RadioSelect, error_messages={"required": _("Please choose one.")}
    )
    area = forms.ModelChoiceField(
        label=pgettext_lazy("screening", "Where"), queryset=Area.objects.none(), error_messages={"required": _("Please choose a place.")}
    )
    programme = forms.TypedChoiceField(
        label=_("Part of a programme"), required=False, coerce=uuid.UUID, empty_value=None,
        help_text=_("Then the figures of this programme are counted too."), error_messages={"invalid_choice": _("Please choose one.")},
    )
    opens_on = forms.DateField(
        label=pgettext_lazy("screening", "First day"),
        widget=forms.DateInput(attrs={"type": "date"}), error_messages=DAY,
    )
    closes_on = forms.DateField(
        label=pgettext_lazy("screening", "Last day"),
        widget=forms.DateInput(attrs={"type": "date"}), error_messages=DAY,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = battery.known(get_language())
        cast("forms.ChoiceField", self.fields["bundle"]).choices = [(c, bundles.bundle(c).title[language]) for c in BUNDLES]
        offered = [(str(pk), title) for pk, title in ports.programmes().open_to(actor)]
        cast("forms.ChoiceField", self.fields["programme"]).choices = [("", "—"), *offered]
        if not offered:
            del self.fields["programme"]
        reach = actor.reach(Capability.CARE_CHECKUP)
        places = Area.objects.none()
        for path in reach:
            places = places | Area.objects.filter(path__startswith=path)
        cast("forms.ModelChoiceField[Area]", self.fields["area"]).queryset = places.order_by("path")

    @property
    def wanted(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "title": given["title"], "bundle": given["bundle"], "area": given["area"],
            "programme": given.get("programme"),
            "opens_at": datetime.combine(given["opens_on"], time.min, tzinfo=clock.SHANGHAI),
            "closes_at": clock.day_end(given["closes_on"]),
        }

    def refuse(self, why: Invalid) -> None:
        for name, words in why.fields.items():
            self.add_error(name if name in self.fields else None, str(words))


class PeopleForm(WarmForm):
    """Names with telephones, typed one a line, or a file with the columns name and phone."""

    people = forms.CharField(
        label=_("One person a line: name, telephone, and “shared” where others read it too"),
        required=False, widget=forms.Textarea(attrs={"rows": 6}), max_length=200_000,
    )
    file = forms.FileField(label=_("or a file (CSV, XLSX) with the columns name and phone, and shared if you know of it"), required=False)

    @property
    def wanted(self) -> list[Wanted]:
        found: list[Wanted] = self.cleaned_data["wanted"]
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        sent = given.get("file")
        try:
            table = sheet.cells(sent.read(sheet.LARGEST + 1)) if sent else _typed(given.get("people", ""))
            given["wanted"] = _people(table)
        except Mistake as why:
            self.add_error("file" if sent else "people", str(why))
        return given


def _typed(words: str) -> list[list[str]]:
    lines = [line for line in words.replace("，", ",").replace("\t", ",").splitlines() if line.strip()]
    if not lines:
        raise Mistake(0, str(_("Please write at least one person, or choose a file.")))
    return [["name", "phone", "shared"], *([c.strip() for c in line.split(",")] for line in lines)]


def _people(table: list[list[str]]) -> list[Wanted]:
    heads = [h.strip().casefold() for h in table[0]]
    name = next((n for n, h in enumerate(heads) if h in NAMES), None)
    phone = next((n for n, h in enumerate(heads) if h in PHONES), None)
    shared = next((n for n, h in enumerate(heads) if h in SHARED), None)
    if name is None:
        raise Mistake(1, str(_("the column “name” is missing")))
    found = []
    for line, row in enumerate(table[1:], 2 if heads != ["name", "phone", "shared"] else 1):
        if not any(c.strip() for c in row):
            continue
        who = row[name].strip() if len(row) > name else ""
        if not who or len(who) > LONGEST_NAME:
            raise Mistake(line, str(_("a name is missing, or far too long")))
        said = row[shared].strip().casefold() in YES if shared is not None and len(row) > shared else False
        found.append(Wanted(who, row[phone].strip() if phone is not None and len(row) > phone else "", said))
    if not found:
        raise Mistake(0, str(_("Please write at least one person, or choose a file.")))
    return found


class PaperForm(WarmForm):
    instrument = forms.ChoiceField(label=_("Which form was filled in?"), widget=forms.RadioSelect,
                                   error_messages={"required": _("Please choose one.")})
    file = forms.FileField(label=_("The table of answers (CSV or XLSX)"), error_messages={"required": _("Please choose a file.")})

    def __init__(self, *args: Any, bundle: Bundle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = battery.known(get_language())
        asked = dict.fromkeys(q.instrument for q in battery.catalogue(bundle, "zh-hans") if not q.is_interview)
        cast("forms.ChoiceField", self.fields["instrument"]).choices = [(c, load(c).package.title[language]) for c in asked]
