"""Scores of each tool's output against a reference: one module a task, all with the field's published definitions."""
