"""Policy design for industries with too much capacity: exits, subsidies and support under welfare limits."""

__version__ = "0.1.0"
