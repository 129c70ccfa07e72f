"""The pack `power`."""
