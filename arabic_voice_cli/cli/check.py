"""`avc check`."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("check")
    def check() -> None:
        """TODO."""
