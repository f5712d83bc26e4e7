"""Resolvers of every manner: how real software holds on to records, lets go early, or answers for somebody else."""
