"""Partner organisations and the wall between them: where we are, whose host this is, how a partner's home is built."""
