"""The demo's telephone: nothing leaves the machine, the messages are shown on `/dev/phone/`."""

from django.conf import settings


def send(*, key: str, number: str, text: str) -> str:
    """Raises RuntimeError outside the demo: a message nobody can read must not count as sent."""
    if not settings.DEMO:
        raise RuntimeError("no provider for short messages: set SMS_TRANSPORT")
    return f"onscreen:{key}"
