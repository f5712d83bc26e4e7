"""What really happened in the lab, written down by code that knows nothing of the agent.

It asks the same servers and reads the same mailboxes, but shares no line with the agent and never reads its status:
two observers that agree are evidence only when they cannot share a mistake.
"""
