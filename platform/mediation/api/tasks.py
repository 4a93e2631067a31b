from mediation.api.services import once, webhooks
from mediation.jobs.work import outward


@outward
def send(delivery: str) -> None:
    """One event to another program."""
    webhooks.send(delivery)


def forget() -> None:
    """Each night."""
    once.forget()
    webhooks.forget()
