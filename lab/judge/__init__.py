"""Compares what the agent said with what really happened. Pure: events and statuses in, differences out."""
