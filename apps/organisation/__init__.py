"""A partner's own front office, on its own host: home, people and roles, history, usage and statements."""
