"""The pack `hotline`."""
