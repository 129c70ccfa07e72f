"""What was done, by whom, when: entries in a chain per subject, and errands that follow a deed. Knows nobody."""
