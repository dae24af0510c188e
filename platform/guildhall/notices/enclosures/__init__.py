"""What announcements and letters carry besides their ids, in the partner's own schema."""
