from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counseling.programmes.enums import AgreementState, GatheringKind, Helped, ProgrammeKind
from counseling.programmes.forms.agreement import places_of
from counseling.programmes.forms.press import PressForm
from counseling.programmes.models import Agreement, Gathering, Partner, Programme
from counseling.programmes.policies import agreements, partners, programmes
from counseling.programmes.services.gathering import MOST, Plan
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.warm import WarmForm
from mediation.territory.models import Area

_day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_moment = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class PlaceForm(PressForm):
    """A form about one of the asker's places."""

    area = forms.ModelChoiceField(label=_("For which place"), queryset=Area.objects.none(), to_field_name="public_id")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        places = places_of(actor)
        cast("forms.ModelChoiceField[Area]", self.fields["area"]).queryset = places
        self.fields["area"].initial = places.first()


class AgreementChoice(forms.ModelChoiceField[Agreement]):
    """Two schools may have an agreement of the same title: the partner stands beside it."""

    def label_from_instance(self, obj: Agreement) -> str:
        return f"{obj.title} · {obj.partner.name}"


class ProgrammeForm(PlaceForm):
    kind = forms.ChoiceField(label=_("For whom or for what"), choices=ProgrammeKind.choices)
    title = forms.CharField(label=_("Title"), max_length=100)
    about = forms.CharField(
        label=_("What is offered"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Coming is voluntary. A programme says for whom it is, never what is wrong with somebody."),
    )
    begins_on = forms.DateField(label=_("First day"), widget=_day)
    ends_on = forms.DateField(label=_("Last day"), widget=_day, required=False)
    agreement = AgreementChoice(label=_("Under an agreement"), queryset=Agreement.objects.none(), required=False, empty_label="—")
    field_order = ("kind", "title", "about", "begins_on", "ends_on", "agreement", "area")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        rows = agreements.scope(actor, "keep").filter(state=AgreementState.STANDING, ends_on__gte=clock.today())
        cast("forms.ModelChoiceField[Agreement]", self.fields["agreement"]).queryset = rows.select_related("partner").order_by("title")


class GatheringForm(PlaceForm):
    kind = forms.ChoiceField(label=_("What kind"), choices=GatheringKind.choices)
    title = forms.CharField(
        label=_("Title"), max_length=100, help_text=_("It stands on the wall. Write it so that nobody is ashamed to come.")
    )
    about = forms.CharField(label=_("What happens there"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    speaker = forms.CharField(label=_("Who leads it"), max_length=80, required=False)
    place = forms.CharField(label=_("Where"), max_length=120)
    starts_at = forms.DateTimeField(label=pgettext_lazy("gathering", "From"), widget=_moment)
    ends_at = forms.DateTimeField(label=pgettext_lazy("gathering", "Until"), widget=_moment)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=MOST)
    listed = forms.BooleanField(
        label=_("On the public list"), required=False, initial=True,
        help_text=_("Otherwise only those find it who have the link or the code."),
    )
    programme = forms.ModelChoiceField(label=_("Part of a programme"), queryset=Programme.objects.none(), required=False, empty_label="—")
    partner = forms.ModelChoiceField(label=_("Together with"), queryset=Partner.objects.none(), required=False, empty_label="—")
    field_order = ("kind", "title", "about", "speaker", "place", "starts_at", "ends_at", "places", "listed", "programme", "partner", "area")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        cast("forms.ModelChoiceField[Programme]", self.fields["programme"]).queryset = programmes.scope(actor, "keep")
        cast("forms.ModelChoiceField[Partner]", self.fields["partner"]).queryset = partners.scope(actor, "view")

    @property
    def plan(self) -> Plan:
        return Plan(**{name: self.cleaned_data[name] for name in Plan.__dataclass_fields__})

    @staticmethod
    def shown(row: Gathering) -> dict[str, Any]:
        """What stands in the form of an existing one."""
        plain = {name: getattr(row, name) for name in Plan.__dataclass_fields__}
        return plain | {"area": row.area.public_id}


class SignUpForm(PressForm):
    """As little as possible: a name, and a telephone if one wants to be told."""

    name = forms.CharField(label=_("What may we call you?"), max_length=40, help_text=_("It need not be the name on your identity card."))
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Only to tell you if something changes. Without it, look at your own link now and then."),
    )
    quiet = forms.BooleanField(label=_("Others read messages on this telephone: send none"), required=False)


class FeedbackForm(WarmForm):
    helped = forms.ChoiceField(label=_("Did it do you good?"), choices=Helped.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What would you like to say?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nobody sees who wrote it. A week after it is over the answers are shown, if at least five people have given theirs."),
    )


class RoomForm(PlaceForm):
    name = forms.CharField(label=_("Name of the room"), max_length=60)
    place = forms.CharField(label=_("Where"), max_length=120)
    about = forms.CharField(label=_("What is there"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    opens = forms.IntegerField(label=_("First hour"), min_value=0, max_value=23, initial=9)
    closes = forms.IntegerField(label=_("Closes at"), min_value=1, max_value=24, initial=18)
    weekends = forms.BooleanField(label=_("Also on Saturday and Sunday"), required=False, initial=True)
    field_order = ("name", "place", "about", "opens", "closes", "weekends", "area")


class BookingForm(PressForm):
    starts_at = forms.CharField(label=_("Hour"), widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("What may we call you?"), max_length=40, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Only if we should call you when the room cannot be used."),
    )

    def clean_starts_at(self) -> datetime:
        try:
            moment = datetime.fromisoformat(self.cleaned_data["starts_at"])
        except ValueError as why:
            raise forms.ValidationError(_("Please choose an hour.")) from why
        return moment if moment.tzinfo else moment.replace(tzinfo=clock.SHANGHAI)
