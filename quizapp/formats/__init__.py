"""Files of other programs: bytes in, items out, and back.

Start at `registry.FORMATS`. `entries` says what a reader yields and a writer takes, `source` what a
file is to a reader, `inspection` how a file is looked at before anything is stored. One module a
format. Nothing here writes to a database, and nothing in a file is trusted.
"""
