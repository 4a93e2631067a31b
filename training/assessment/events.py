"""What other areas may want to hear. Sent inside the transaction, so that cause and consequence stand or fall together."""

from django.dispatch import Signal

handed_in = Signal()  # sender Attempt; actor, attempt
