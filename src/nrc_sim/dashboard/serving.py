"""Serve the page: to this machine alone, unless it is said otherwise."""

from __future__ import annotations

import hmac
import secrets
import threading
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from dash import Dash
from flask import Response, abort, redirect, request, send_file
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from nrc_sim.dashboard.answers import Answers
from nrc_sim.dashboard.desk import Desk
from nrc_sim.dashboard.folders import REPORT, Folders
from nrc_sim.dashboard.layout import make_page
from nrc_sim.dashboard.wiring import wire_page
from nrc_sim.dashboard.worlds_shown import Shown
from nrc_sim.errors import InputError, RunError

_LOCAL = "127.0.0.1"
_OWN_NAMES = {_LOCAL, "localhost", "[::1]", "::1"}
_COOKIE, _MOST_BYTES = "nrc_sim_token", 1_000_000
_FORBIDDEN = 403


class Served(NamedTuple):
    """A server that is ready, and the address at which it is found, with its token if it needs one."""

    server: BaseWSGIServer
    address: str


class _QuietHandler(WSGIRequestHandler):  # type: ignore[misc, unused-ignore]
    """Says nothing of requests: a page that is moved makes many."""

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Say nothing."""


def _make_app(named: Sequence[str] = (), here: Path | None = None) -> Dash:
    """Make the page.

    Parameters
    ----------
    named : scenarios and folders of results
    here : folder whose own folders of results are offered; by default that in which the program was started

    Raises
    ------
    InputError
        If something named is neither a scenario nor a folder of results.
    """
    shown = Shown(named)
    folders = Folders(shown.folders, here or Path.cwd())
    app = Dash(
        "nrc_sim.dashboard",
        title="nrc_sim",
        update_title="",
        assets_folder=str(Path(__file__).with_name("assets")),
        serve_locally=True,
    )
    app.index_string = app.index_string.replace("<html>", '<html lang="en">')
    app.layout = lambda: make_page(shown.choices(), folders.names())
    app.server.config["MAX_CONTENT_LENGTH"] = _MOST_BYTES
    wire_page(app, Answers(shown, Desk()), folders)

    def report() -> Any:
        try:
            path = folders.path(request.args.get("folder", "")) / REPORT
        except InputError:
            return abort(404)
        # The page of a folder is shown, and nothing in it is run.
        found = send_file(path.resolve(), mimetype="text/html") if path.is_file() else abort(404)
        found.headers["Content-Security-Policy"] = "sandbox; script-src 'none'"
        return found

    app.server.add_url_rule("/report", view_func=report)
    return app


def _guard(app: Dash, names: set[str], token: str | None) -> None:
    """Refuse whoever asks under another name, from another page, or without the token.

    Parameters
    ----------
    app : the page
    names : under which the machine may be asked for; a page elsewhere could give it another; empty for any
    token : that has to be known, or None
    """

    def refuse() -> Any:
        host = urlsplit(f"//{request.host}").hostname or ""
        if names and host not in names:
            return abort(_FORBIDDEN)
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            return abort(_FORBIDDEN)
        if token is None:
            return None
        given = request.args.get("token", "")
        if hmac.compare_digest(given, token):
            answer = redirect(request.path)
            answer.set_cookie(_COOKIE, token, httponly=True, samesite="Strict")
            return answer
        return None if hmac.compare_digest(request.cookies.get(_COOKIE, ""), token) else abort(_FORBIDDEN)

    def seal(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    app.server.before_request(refuse)
    app.server.after_request(seal)


def start_server(named: Sequence[str] = (), host: str = _LOCAL, port: int = 0, here: Path | None = None) -> Served:
    """Make the page and the server that serves it; it answers once `serve_forever` is called.

    Parameters
    ----------
    named, here : see `_make_app`
    host : address to listen at; at any but that of this machine alone a token is needed
    port : 0 takes one that is free

    Raises
    ------
    InputError
        If something named cannot be shown.
    RunError
        If the port is taken.
    """
    app = _make_app(named, here)
    local = host in _OWN_NAMES
    token = None if local else secrets.token_urlsafe(24)
    _guard(app, _OWN_NAMES if local else set(), token)
    try:
        server = make_server(host, port, app.server, threaded=True, request_handler=_QuietHandler)
    except (OSError, SystemExit) as error:
        raise RunError(f"nothing can be served at {host}:{port}: {error}; another port is named with --port") from None
    end = f"?token={token}" if token else ""
    return Served(server, f"http://{host}:{server.server_port}/{end}")


def serve(served: Served, *, browser: bool) -> None:
    """Answer until the program is interrupted.

    Parameters
    ----------
    served : what `start_server` returned
    browser : whether to open the page in the browser
    """
    if browser:
        opener = threading.Timer(0.5, webbrowser.open, (served.address,))
        opener.daemon = True
        opener.start()
    with suppress(KeyboardInterrupt):
        served.server.serve_forever()
    served.server.server_close()
