from django.apps import AppConfig


class CommonConfig(AppConfig):
    """No tables: an app only so that its messages have a catalogue."""

    name = "mediation.common"
    label = "common"
