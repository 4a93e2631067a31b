"""`/care/rooms/`: rooms one can book for oneself, and who comes."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.programmes.enums import BookingState
from counseling.programmes.forms.gathering import RoomForm
from counseling.programmes.forms.press import ids_of
from counseling.programmes.models import Booking
from counseling.programmes.qr import qr
from counseling.programmes.selectors import room as reading
from counseling.programmes.services import room as services
from counseling.programmes.services import room_crowd
from counseling.programmes.views.asker import actor_of
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped, signed_in


@signed_in(Capability.PROGRAMMES_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def room_list(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    form = RoomForm(request.POST if request.method == "POST" else None, actor=actor)
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "press"}
        try:
            row = services.add_room(actor=actor, **data)
        except Invalid as why:
            form.say(why)
        else:
            messages.success(request, _("The room can be booked now."))
            return redirect("quiet_room", row.id)
    return render(request, "programmes/rooms.html", {"rooms": reading.rooms_of(actor), "form": form}, status=422 if form.errors else 200)


@scoped(Capability.PROGRAMMES_RUN)
@require_safe
def room(request: HttpRequest, room_id: uuid.UUID) -> HttpResponseBase:
    actor = actor_of(request)
    row = reading.room_of(actor, room_id)
    address = request.build_absolute_uri(reverse("room_book", args=[row.token]))
    coming = reading.booked(actor, row)
    return render(request, "programmes/room.html", {
        "row": row, "bookings": [b for b in coming if b.booking.state == BookingState.BOOKED],
        "held": [b for b in coming if b.booking.state == BookingState.HELD and b.booking.starts_at > clock.now()],
        "qr": qr(address), "address": address,
    })


@scoped(Capability.PROGRAMMES_RUN)
@require_POST
def close(request: HttpRequest, room_id: uuid.UUID) -> HttpResponseBase:
    actor = actor_of(request)
    services.close_room(actor=actor, room=reading.room_of(actor, room_id))
    return redirect("quiet_room", room_id)


@scoped(Capability.PROGRAMMES_RUN)
@require_POST
def sort(request: HttpRequest, room_id: uuid.UUID) -> HttpResponseBase:
    """Who of those that wait for a look gets the hour."""
    actor = actor_of(request)
    row = reading.room_of(actor, room_id)
    chosen = ids_of(request.POST.getlist("booking"))
    match request.POST.get("then"):
        case _ if not chosen:
            messages.error(request, _("Please tick at least one hour."))
        case "let_in":
            given, late = room_crowd.let_in(actor=actor, room=row, bookings=chosen)
            if given:
                messages.success(request, ngettext("%(n)s hour given.", "%(n)s hours given.", given) % {"n": given})
            if late:
                messages.error(request, ngettext(
                    "%(n)s hour has gone to somebody else meanwhile. Call, if there is a number.",
                    "%(n)s hours have gone to somebody else meanwhile. Call, if there is a number.", late,
                ) % {"n": late})
        case "turn_down":
            n = room_crowd.turn_down(actor=actor, room=row, bookings=chosen)
            messages.success(request, ngettext("%(n)s request turned down.", "%(n)s requests turned down.", n) % {"n": n})
    return redirect("quiet_room", room_id)


@scoped(Capability.PROGRAMMES_RUN)
@require_POST
def call_off(request: HttpRequest, booking_id: uuid.UUID) -> HttpResponseBase:
    row = Booking.objects.select_related("room").filter(pk=booking_id).first()
    if row is None:
        raise NotFound
    services.give_back(actor=actor_of(request), booking=row)
    return redirect("quiet_room", row.room_id)
