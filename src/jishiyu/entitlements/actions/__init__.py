"""Every write of entitlements, one file for each deed."""
