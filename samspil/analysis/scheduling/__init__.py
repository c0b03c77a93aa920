"""Meeting times: why several organisations can find one hour together, and what stands in the way when they cannot.

`problem` says what is wished, `days` which days are Danish holidays, `proposals.propose` answers with CP-SAT, and `reference`
does the same slowly by trying everything. Nothing but `solver` loads OR-Tools, and only when it is asked.
"""
