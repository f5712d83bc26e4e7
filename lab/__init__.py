"""The rehearsal lab: a whole cutover between real mail and name servers, in namespaces that nothing can leave.

`python3 -m lab check` says whether this machine can run it; `lab.session` is what a rehearsal is written against.
"""
