"""`citykb serve`: the web server, with the index worker beside it."""

from __future__ import annotations

import click

from kb.cli.session import with_application
from kb.wiring import Application
from webui.serving import serve_forever


@click.command()
@click.option("--no-worker", is_flag=True, help="Leave the indexing to `citykb worker`.")
@with_application
def serve(application: Application, no_worker: bool) -> None:
    """Serve the knowledge base on the web.

    Listens on the host and port of the settings until it is stopped.

    \b
    Example: CITYKB_PORT=8080 citykb serve
    """
    serve_forever(application.settings, with_worker=not no_worker)
