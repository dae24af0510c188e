"""What was used, by which partner, when. It says what happened and never what it costs."""
