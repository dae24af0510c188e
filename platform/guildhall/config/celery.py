"""Celery, wired to the broker that settings name: by default the queue inside our own PostgreSQL."""

from __future__ import annotations

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from django.conf import settings

from guildhall.config.logins import login

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")

LONGEST_TASK_SECONDS = 240

app = Celery("guildhall")
warnings.filterwarnings("ignore", category=SecurityWarning)  # containers run as root; PostgreSQL beside it does not


def configure() -> None:
    """The broker's address and options by its scheme; everything else is the same for all."""
    app.conf.update(
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_serializer="json",
        accept_content=["json"],
        task_time_limit=LONGEST_TASK_SECONDS,
        task_default_queue="guildhall",
        worker_enable_remote_control=False,  # it would leave a queue for each host name
        worker_send_task_events=False,
        worker_soft_shutdown_timeout=60,  # told to stop at once, it still lets the task in hand end
        worker_cancel_long_running_tasks_on_connection_loss=True,  # its bell is rung again, and two would do it
        worker_hijack_root_logger=False,  # the log is Guildhall's own, in a worker too
        worker_prefetch_multiplier=8,  # bells in a worker's hand for each child; see the pause below
        broker_connection_retry_on_startup=True,
        timezone="UTC",
    )
    if settings.BROKER_URL:
        app.conf.update(
            broker_url=settings.BROKER_URL,
            broker_transport_options={"visibility_timeout": LONGEST_TASK_SECONDS * 2},
        )
        return
    app.conf.update(
        broker_url="pgmq://localhost",
        broker_transport_options={
            "init_extension": False,
            "conn_string": _conninfo(),
            "use_notify": True,
            "wait_time_seconds": 0,
            "polling_interval": 0.2,  # a worker with full hands pauses so long: at its default a backlog crawls
            "visibility_timeout": LONGEST_TASK_SECONDS * 2,
            "pool_size": 2,
        },
    )


def _conninfo() -> str:
    broker = login(settings.LOGINS, "broker")
    named = {
        "host": broker["HOST"],
        "port": broker.get("PORT"),
        "dbname": settings.DATABASES["default"]["NAME"],
        "user": broker["USER"],
        "password": broker.get("PASSWORD"),
    }
    return " ".join(f"{key}={value}" for key, value in named.items() if value)


configure()
app.autodiscover_tasks(["tenants"])
