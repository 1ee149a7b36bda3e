"""Sweeps: one instance solved under several mandates, a case each, on an engine that may be on many machines."""
