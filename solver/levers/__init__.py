"""What could be done and what the world could answer, as rows of tables; the mathematics knows nothing else.

Each lever turns facts and mandate into rows: states of lines, transitions between them, gates that unlock, services
that help people, and modes of markets. A new lever adds rows here and no equation there.
"""
