"""Packages and collections of Anki, its text files, and CrowdAnki's JSON.

`package` finds what is in an archive, `collection` reads the database in it, `note_types` and
`templates` say how fields become cards, `notes` makes an item of a note. `reader` joins them;
`writer` goes the other way.
"""
