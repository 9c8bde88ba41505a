"""The chat page of the simulator."""
