"""The control plane of the simulator: ``/_sim/…``, JSON in and out."""
