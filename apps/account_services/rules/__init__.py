"""What account services may do, and how names and days are worked out. Pure: no queries, no clock."""
