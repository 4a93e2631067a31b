from training.courses.models.enrolment import Enrolment, Progress
from training.courses.models.pages import CourseIndexPage, CoursePage, LessonPage

__all__ = ["CourseIndexPage", "CoursePage", "Enrolment", "LessonPage", "Progress"]
