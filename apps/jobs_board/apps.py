from django.apps import AppConfig


class JobsBoardConfig(AppConfig):
    name = "apps.jobs_board"
    label = "jobs_board"
