"""Every HTTP route, in one place."""

import contextlib

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.http.metrics import Metrics
from bot.http.readiness import Readiness
from bot.receive.webhook import Webhook
from storage import inbox, outbox
from storage.database import Database, Tx
from storage.errors import StorageError
from storage.jobs import JobRun, job_runs


def application(
    readiness: Readiness, metrics: Metrics, database: Database, *, webhook: Webhook | None = None
) -> Starlette:
    """The app behind LISTEN; without `webhook` (when polling) its route does not exist."""

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(request: Request) -> Response:
        missing = await readiness.missing()
        return JSONResponse({"ready": not missing, "missing": missing}, status_code=503 if missing else 200)

    async def measured(request: Request) -> Response:
        # Without the database the counters are still worth having.
        with contextlib.suppress(StorageError):
            updates, notices, runs = await database.read(_waiting)
            metrics.show_jobs(runs)
            metrics.inbox_waiting.set(updates)
            for state, rows in notices.items():
                metrics.outbox_waiting.labels(state).set(rows)
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    routes = [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
        Route("/metrics", measured, methods=["GET"]),
    ]
    if webhook is not None:
        routes.append(Route("/telegram/webhook", webhook.receive, methods=["POST"]))
    return Starlette(routes=routes)


def _waiting(tx: Tx) -> tuple[int, dict[str, int], list[JobRun]]:
    return inbox.waiting(tx), outbox.waiting(tx), job_runs(tx)
