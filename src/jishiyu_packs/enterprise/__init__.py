"""The pack `enterprise`."""
