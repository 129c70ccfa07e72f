"""The pack `training`."""
