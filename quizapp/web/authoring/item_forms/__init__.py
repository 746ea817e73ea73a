"""The editor's forms, one module a type of item: fields to type into, and the content they make.

`registry.ITEM_FORMS` lists them. Each has its partial in templates/authoring/items/.
"""
