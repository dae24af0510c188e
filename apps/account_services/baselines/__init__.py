"""How long a task takes by hand, timed and signed. In `public`: the partner and the shared service both rest on it."""
