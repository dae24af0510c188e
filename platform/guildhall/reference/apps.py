from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "guildhall.reference"
    label = "reference"
