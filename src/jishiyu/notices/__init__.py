"""What to tell whom, and the telling: notices in the product, by outside channels, and live signals to open pages."""
