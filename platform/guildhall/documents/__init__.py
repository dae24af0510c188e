"""HTML in, tagged PDF out; rows in, spreadsheets and CSV out. Nothing here knows what a document is about."""
