"""The pack `livelihood`."""
