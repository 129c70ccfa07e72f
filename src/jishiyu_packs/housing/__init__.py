"""The pack `housing`."""
