"""What may be done, by whom, and what is missing. No questions to the database, no clock."""
