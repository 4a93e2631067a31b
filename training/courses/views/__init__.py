from training.courses.views.media import captions, film
from training.courses.views.quiz import hand_in, keep, quiz, result, save
from training.courses.views.reading import course, done, lesson, note, shelf, start

__all__ = ["captions", "course", "done", "film", "hand_in", "keep", "lesson", "note", "quiz", "result", "save", "shelf", "start"]
