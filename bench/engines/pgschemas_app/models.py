from django_pgschemas.models import TenantModel


class Organisation(TenantModel):
    """A tenant of django-pgschemas."""
