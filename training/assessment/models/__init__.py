from training.assessment.models.attempt import Answer, Attempt
from training.assessment.models.question import Question, QuestionVersion
from training.assessment.models.quiz import Quiz, QuizDraw, QuizEntry

__all__ = ["Answer", "Attempt", "Question", "QuestionVersion", "Quiz", "QuizDraw", "QuizEntry"]
