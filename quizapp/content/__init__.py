"""Reads questions/ (YAML and Markdown) into domain objects, with file:line:column in every error."""
