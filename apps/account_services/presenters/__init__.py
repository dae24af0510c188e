"""Pages of account services."""
