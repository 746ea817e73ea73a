"""Packages of QTI 2.1 and 3.0. `items` makes one item, `package` the file, `losses` says what is lost.

Items are built under the names of 2.1 and without namespaces; `dialects` makes them what they are.
"""
