# One image for every role: web server, worker, beat and migrations differ only in their command.
FROM python:3.13-slim-bookworm AS dependencies
WORKDIR /app
RUN python -m venv .venv
COPY requirements.txt ./
RUN .venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 OBSERVATORI_MODE=production PORT=8000
WORKDIR /app
RUN useradd --no-create-home --shell /usr/sbin/nologin observatori
COPY --from=dependencies /app/.venv .venv
COPY . .
# Nothing of these values stays in the image: production settings only want to see them.
RUN export SECRET_KEY=build HOSTS=build DATABASE_URL=postgres://build/build REDIS_URL=redis://build EMAIL_URL=smtp://build \
    && python manage.py compile_translations \
    && python manage.py collectstatic --no-input --ignore rest_framework \
    && mkdir --parents var/media \
    && chown -R observatori: var
USER observatori
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "30s", "observatori.wsgi:application"]
