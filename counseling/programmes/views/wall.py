"""`/g/`: what hangs on the wall. Signing up from a cheap telephone, without an account, with an own link to give the place back.

The own link is opened once and then held by this browser's session, so that its secret stands in no further address or footer.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from counseling.programmes.enums import BookingState, GatheringState, SignUpState
from counseling.programmes.forms.gathering import BookingForm, FeedbackForm, SignUpForm
from counseling.programmes.models import Booking, Gathering, QuietRoom, SignUp
from counseling.programmes.selectors import gathering as reading
from counseling.programmes.selectors import room as rooms
from counseling.programmes.services import room as booking_services
from counseling.programmes.services import signup as services
from mediation.common import clock, showing
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import public, token
from mediation.vault import sealing

MINE, BOOKED = "gathering_own", "room_own"
BOTH = require_http_methods(["GET", "HEAD", "POST"])


def _caller(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _secret(request: HttpRequest, *purpose: str) -> str:
    """128 bits derived from the server's key, the form and bits only this browser holds: pressed twice it is the same link."""
    return sealing.blind_index("own-link", showing.seed(request, *purpose))


@public
@require_safe
def wall(request: HttpRequest) -> HttpResponseBase:
    """What can be joined, and rooms that can be booked."""
    return render(request, "programmes/wall.html", {
        "rows": reading.on_the_wall(), "rooms": QuietRoom.objects.filter(closed_at=None).select_related("area")[:20],
    })


@token
@BOTH
def sign_up(request: HttpRequest, token: str) -> HttpResponseBase:
    gathering = services.by_token(token)
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        secret = _secret(request, "gathering", str(gathering.id), str(form.form_id))
        link = request.build_absolute_uri(reverse("signup_open", args=[secret]))
        data = form.cleaned_data
        try:
            row = services.sign_up(
                gathering=gathering, secret=secret, name=data["name"], phone=data["phone"], quiet=data["quiet"],
                language=get_language() or "zh-hans", link=link, caller=_caller(request), device=showing.browser(request),
            )
        except Invalid as why:
            form.say(why)
        else:
            request.session[MINE] = str(row.id)
            request.session["gathering_link"] = link
            return redirect("signup_mine")
    answer = render(request, "programmes/sign_up.html", {
        "row": gathering, "form": form, "open": gathering.state == GatheringState.OPEN and gathering.starts_at > clock.now(),
        "full": gathering.taken >= gathering.places,
    }, status=422 if form.errors else 200)
    showing.remember(request, answer)
    return answer


@token
@require_safe
def open_own(request: HttpRequest, secret: str) -> HttpResponseBase:
    """An own link: this browser now holds the sign-up. Looking changes nothing, so a previewer does no harm."""
    row = services.own(secret)
    request.session[MINE] = str(row.id)
    request.session["gathering_link"] = request.build_absolute_uri(request.path)
    return redirect("signup_mine")


def _mine(request: HttpRequest) -> SignUp:
    held = request.session.get(MINE)
    if not held:
        raise NotFound
    return services.own_by_id(str(held))


@public
@BOTH
def mine(request: HttpRequest) -> HttpResponseBase:
    """The own place: when, where, give it back; afterwards, how it was."""
    row = _mine(request)
    gathering = row.gathering
    form = FeedbackForm(request.POST if request.POST.get("then") == "feedback" else None)
    if request.method == "POST":
        try:
            if request.POST.get("then") == "cancel":
                services.cancel(signup=row)
                messages.success(request, _("Your place is given back. Somebody else will be glad."))
                return redirect("signup_mine")
            if form.is_valid():
                services.give_feedback(signup=row, helped=form.cleaned_data["helped"], words=form.cleaned_data["words"])
                messages.success(request, _("Thank you. Nobody can see that it was you."))
                return redirect("signup_mine")
        except Invalid as why:
            for name, text in (why.fields or {"": why.message}).items():
                form.add_error(name or None, str(text)) if form.is_bound else messages.error(request, str(text))
    return render(request, "programmes/mine.html", {
        "row": row, "gathering": gathering, "form": form, "link": request.session.get("gathering_link", ""),
        "ahead": reading.ahead_of(row) if row.state == SignUpState.WAITING else 0, "begun": gathering.starts_at <= clock.now(),
        "off": gathering.state == GatheringState.CANCELLED, "ask": _asked(row, gathering),
    }, status=422 if form.errors else 200)


def _asked(row: SignUp, gathering: Gathering) -> bool:
    there = row.state == SignUpState.CONFIRMED and row.came is not False
    open_now = gathering.starts_at <= clock.now() < gathering.words_until
    return there and not row.answered and open_now and gathering.state != GatheringState.CANCELLED


@token
@BOTH
def book(request: HttpRequest, token: str) -> HttpResponseBase:
    """Free hours of a room; one press books one."""
    room = booking_services.by_token(token)
    form = BookingForm(request.POST if request.method == "POST" else None)
    taken = ""
    if request.method == "POST" and form.is_valid():
        secret = _secret(request, "room", str(room.id), str(form.form_id))
        try:
            row = booking_services.book(
                room=room, starts_at=form.cleaned_data["starts_at"], secret=secret, name=form.cleaned_data["name"],
                phone=form.cleaned_data["phone"], caller=_caller(request), device=showing.browser(request),
            )
        except Invalid as why:
            form.say(why)
        except Conflict as why:
            taken = str(why.message)
        else:
            request.session[BOOKED] = str(row.id)
            request.session["room_link"] = request.build_absolute_uri(reverse("booking_open", args=[secret]))
            return redirect("booking_mine")
    answer = render(request, "programmes/book.html", {
        "room": room, "form": form, "days": rooms.free(room), "taken": taken,
    }, status=409 if taken else 422 if form.errors else 200)
    showing.remember(request, answer)
    return answer


@token
@require_safe
def open_booking(request: HttpRequest, secret: str) -> HttpResponseBase:
    row = booking_services.own(secret)
    request.session[BOOKED] = str(row.id)
    request.session["room_link"] = request.build_absolute_uri(request.path)
    return redirect("booking_mine")


@public
@BOTH
def booking(request: HttpRequest) -> HttpResponseBase:
    held = request.session.get(BOOKED)
    if not held:
        raise NotFound
    row: Booking = booking_services.own_by_id(str(held))
    if request.method == "POST":
        booking_services.give_back(actor=None, booking=row)
        messages.success(request, _("Given back."))
        return redirect("booking_mine")
    return render(request, "programmes/booking.html", {
        "row": row, "link": request.session.get("room_link", ""), "booked": row.state == BookingState.BOOKED,
        "held": row.state == BookingState.HELD,
        "begun": row.starts_at <= clock.now(),
    })
