"""The facts: records, reading and writing them, checking them as a whole."""
