"""Programs that were not written for us, unmodified, against the simulator."""
