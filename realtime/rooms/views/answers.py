"""The room's own script speaks JSON: a refusal keeps its code and its words."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import JsonResponse

from mediation.common.errors import DomainError, TooMany


def answered(view: Callable[..., JsonResponse]) -> Callable[..., JsonResponse]:
    @functools.wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> JsonResponse:
        try:
            return view(*args, **kwargs)
        except DomainError as why:
            response = JsonResponse({"code": why.code, "message": str(why.message)}, status=why.status)
            if isinstance(why, TooMany):
                response.headers["Retry-After"] = str(why.retry_after)
            return response

    return wrapped
