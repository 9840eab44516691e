"""Many machines: the steps of a pipe over a corpus, part by part, on Dask (the extra ``batch``).

`column` (tools for the columns of data frames) needs nothing but the package.
"""
