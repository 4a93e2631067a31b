from cms.views.film import captions, film
from cms.views.search import search

__all__ = ["captions", "film", "search"]
