from training.casestudies.enums import Field
from training.casestudies.models.pages import CaseStudyIndexPage, CaseStudyPage
from training.casestudies.models.study import Replacement, Study, StudyConsent

__all__ = ["CaseStudyIndexPage", "CaseStudyPage", "Field", "Replacement", "Study", "StudyConsent"]
