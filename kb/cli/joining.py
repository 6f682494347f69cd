"""Groups of commands that other packages join by entry point, so that `kb` imports neither `ingest` nor `webui`."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

import click


class JoiningGroup(click.Group):
    """Its own commands and those of an entry-point group, which are loaded when they are asked for."""

    joined_by: str

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._joined()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        entry = self._joined().get(cmd_name)
        if own is not None or entry is None:
            return own
        loaded: click.Command = entry.load()
        return loaded

    def _joined(self) -> dict[str, EntryPoint]:
        return {entry.name: entry for entry in entry_points(group=self.joined_by)}
