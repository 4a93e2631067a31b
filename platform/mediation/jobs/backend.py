"""Django Tasks handed to django-q2, so that Wagtail's index work leaves the request.

With the ORM broker in the same database the job commits or rolls back with its cause.
"""

from typing import Any, ParamSpec, TypeVar

from django.utils.module_loading import import_string
from django_q.tasks import async_task
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued

T = TypeVar("T")
P = ParamSpec("P")


def run(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    task = import_string(path)
    task.call(*args, **kwargs)


class DjangoQBackend(BaseTaskBackend):
    supports_async_task = True

    def enqueue(self, task: Task[P, T], args: Any, kwargs: Any) -> TaskResult[T]:
        self.validate_task(task)
        if task.takes_context:
            raise NotImplementedError(f"{task.module_path} wants a context")
        result: TaskResult[T] = TaskResult(
            task=task, id="", status=TaskResultStatus.READY, enqueued_at=None, started_at=None,
            last_attempted_at=None, finished_at=None, args=args, kwargs=kwargs, backend=self.alias,
            errors=[], worker_ids=[],
        )
        name = task.module_path.rsplit(".", 1)[-1]
        key = async_task("mediation.jobs.backend.run", task.module_path, result.args, result.kwargs, group=name)
        object.__setattr__(result, "id", key)
        task_enqueued.send(type(self), task_result=result)
        return result
