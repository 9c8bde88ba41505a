"""The simulated company: its data, its clock, its files and its history."""
