"""The command line: one thin module a command."""

import gc

gc.set_threshold(50_000)  # at the usual 700 it runs dozens of times while modules load, a fifteenth of what a short line takes
