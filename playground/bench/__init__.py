"""Measures how fast the playground is on this machine, beside its peers: `playground bench`.

Absolute times drift; so all that is compared is measured in one run, in turns, on one thread, and
the minimum of several repetitions counts.
"""
