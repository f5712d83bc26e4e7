"""The play: a mail domain's cutover from beginning to end, told live from what the agent says.

`lab.truth` writes down what really happened, `lab.judge` compares the two, `lab.report` says how it ended.
"""
