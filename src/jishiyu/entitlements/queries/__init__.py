"""Reading entitlements, one file for each matter, rights included."""
