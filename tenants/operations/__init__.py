"""What can be done to a partner's place among the others."""
