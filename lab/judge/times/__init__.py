"""What the agent said of times: when each step may be taken at the earliest, and when a way back has taken effect. Each
rule is a module with `outcomes`, as in `lab.judge.verdict`."""
