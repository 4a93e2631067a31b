from cms.models.base import SitePage
from cms.models.law import LawArticle, LawIndexPage, LawPage
from cms.models.pages import HomePage, NewsIndexPage, NewsPage, ReadingPage, SelfHelpPage, StandardPage
from cms.models.video import Video

__all__ = [
    "HomePage", "LawArticle", "LawIndexPage", "LawPage", "NewsIndexPage", "NewsPage", "ReadingPage", "SelfHelpPage", "SitePage",
    "StandardPage", "Video",
]
