"""Full-text search over the public pages, in Chinese and English."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from cms import selectors
from mediation.common.routes import public

LONGEST = 80  # characters; a question longer than that is not a search
PER_PAGE = 10


@public
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = selectors.public_results(words, get_language() or "zh-hans") if words else []
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "cms/search.html", {"words": words, "page": page})
