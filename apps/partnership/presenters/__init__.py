"""Pages of the shared service's desk."""
