"""Measurements beside the peers. They print tables and assert nothing but right answers."""
