"""Annotation formats: how records of CoNLL-U, brat, Label Studio, doccano, Prodigy, CSV and TSV are read and written.

`formats.Layout` picks a reader and a writer; a `Record` is what they have in common.
"""
