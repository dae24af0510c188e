"""Pages of a partner's front office."""
