"""The web process: gunicorn with threads over `config.wsgi`; the supervisor starts it as `python -m config.web`."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from gunicorn.app.base import BaseApplication

from config.settings.environment import env
from config.settings.web import LONGEST_WAIT_SECONDS

# Seconds that open requests get to end after SIGTERM: longer than the longest that a caller may wait for a job.
GRACE_SECONDS = LONGEST_WAIT_SECONDS + 5


def options() -> dict[str, Any]:
    """Gunicorn's settings. Without a broker there is one process: the scheduler is its own. Without a cache server
    too: limits are counted in its memory.
    """
    alone = not settings.CELERY_BROKER_URL or not settings.CACHE_URL
    workers = env.int("WEB_WORKERS", default=2)
    return {
        "bind": f"{settings.HOST}:{settings.PORT}",
        "worker_class": "gthread",
        "workers": 1 if alone else workers,
        "threads": settings.WEB_THREADS,
        "keepalive": 30,
        "timeout": 60,
        "graceful_timeout": GRACE_SECONDS,
        "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108 - a heartbeat file
        "loglevel": "warning",
        "control_socket_disable": True,  # it would lie outside VAR_DIR
        "post_worker_init": _begin_worker,
        "worker_exit": _end_worker,
        "child_exit": _forget_metrics,
    }


def serve() -> int:
    """Serve until SIGTERM or SIGINT; gives the exit status."""
    chosen = options()
    if chosen["workers"] > 1 and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        share_metrics()
    try:
        Hain(chosen).run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


class Hain(BaseApplication):
    """Gunicorn, configured from here and not from its command line."""

    def __init__(self, chosen: dict[str, Any]) -> None:
        self.chosen = chosen
        super().__init__()

    def load_config(self) -> None:
        """Take over what was chosen."""
        for name, value in self.chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, loaded in the worker and not before the fork."""
        from config.wsgi import application

        return application


def _begin_worker(worker: Any) -> None:
    # Ctrl-C reaches the whole process group. The worker is told by its parent; told twice, it waits for itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not settings.CELERY_BROKER_URL:
        from core import scheduler  # in the worker, after the fork: threads do not survive one

        scheduler.start()


def _end_worker(arbiter: Any, worker: Any) -> None:
    if not settings.CELERY_BROKER_URL:
        from core import scheduler  # loaded in this process by `_begin_worker`

        scheduler.stop()


def _forget_metrics(arbiter: Any, worker: Any) -> None:
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess  # it wants the directory to be there

        multiprocess.mark_process_dead(worker.pid)


def share_metrics() -> None:
    """Let the processes that are started from here put their metrics together, beginning from nothing."""
    directory = Path(settings.VAR_DIR) / "metrics"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(directory)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(serve())
