"""Tables and the functions that read and write them: places, statements, versions of the law, audit.

No verdict is stored; what is scored leaves here as a plain snapshot.
"""
