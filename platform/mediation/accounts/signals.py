"""What happens to an account that areas above may want to tell the person."""

from django.dispatch import Signal

helped = Signal()  # user, what: `password` or `second-factor`; sent inside the transaction
