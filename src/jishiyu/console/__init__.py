"""The face for those who work: officers on a phone, dispatchers at a desk, administrators."""
