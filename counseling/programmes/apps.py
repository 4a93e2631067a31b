from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "counseling.programmes"
    label = "programmes"
    verbose_name = _("Partners and programmes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from counseling.programmes.selectors.gathering import ForCheckups
        from counseling.screening.ports import wire_programmes
        from mediation.notifications.kinds import Kind, register

        wire_programmes(ForCheckups())
        register(
            Kind(
                "programmes.runs_out",
                _("An agreement with a partner runs out soon"),
                _("%(partner)s: until %(day)s. Renew it or let it end."),
            ),
            Kind(
                "programmes.held",
                _("Sign-ups wait for your look"),
                _("Many have come over one connection or from one device. Look at the names: let them in, or take them off."),
            ),
            Kind(
                "programmes.room_held",
                _("Booked hours wait for your look"),
                _(
                    "Many hours of a room were asked for over one connection. Give them or turn them down; until then anybody can book "
                    "them."
                ),
            ),
            Kind(
                "programmes.signed_up", _("Your place is kept"),
                sms=_("Xinqiao: your place on %(when)s is kept. Look it up or give it back: %(link)s"),
            ),
            Kind(
                "programmes.on_the_list", _("You are on the waiting list"),
                sms=_("Xinqiao: %(when)s is full, you are on the waiting list. Look it up or leave it: %(link)s"),
            ),
            Kind(
                "programmes.place_free", _("A place has come free"),
                sms=_("Xinqiao: a place on %(when)s has come free, it is yours. Give it back if you cannot come: %(link)s"),
            ),
            Kind("programmes.moved", _("Time or place has changed"), sms=_("Xinqiao: the new time is %(when)s. Please look: %(link)s")),
            Kind("programmes.called_off", _("Called off"), sms=_("Xinqiao: what was planned for %(when)s is called off. %(link)s")),
            Kind("programmes.ran_out", _("An agreement with a partner has run out"), _("%(partner)s: it held until %(day)s.")),
        )
