"""A partner's people and places, which all its services share. All of it is behind the partner's wall."""
