"""Showing what a service refused at the field where it was typed."""

from __future__ import annotations

from django.forms import Form

from mediation.common.errors import Invalid


def show(form: Form, why: Invalid) -> None:
    if not why.fields:
        form.add_error(None, str(why))
    for name, text in why.fields.items():
        form.add_error(name if name in form.fields else None, str(text))
