from django.apps import AppConfig


class TrialConfig(AppConfig):
    """Makes the kind of room of these tests known to a served process."""

    name = "tests.realtime.trial_app"
    label = "trial"

    def ready(self) -> None:
        from realtime.rooms import kinds
        from tests.realtime.trial_rooms import TrialRoom

        kinds.register(TrialRoom())
