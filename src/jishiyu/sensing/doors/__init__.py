"""Doors: what each platform sends, checked for form and made messages. No database."""
