"""The demo's telephone: nothing leaves the machine, the messages are shown on `/dev/phone/`."""


def send(*, key: str, number: str, text: str) -> str:
    return f"onscreen:{key}"
