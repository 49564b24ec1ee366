# syntax=docker/dockerfile:1
# One image for web, worker, beat and relay; docker-compose.yml names the command. Holds no secret and runs as nobody's root.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt constraints.txt /tmp/
RUN /opt/venv/bin/pip install -r /tmp/requirements.txt

FROM python:3.11-slim-bookworm AS static
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
COPY --from=build /opt/venv /opt/venv
COPY . /app
WORKDIR /app
# collectstatic needs settings but none of the secrets: development's, with production's way of naming files.
RUN DJANGO_SETTINGS_MODULE=marketplace.settings.collect python manage.py collectstatic --no-input

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=marketplace.settings.production ENV_FILE=/dev/null
RUN groupadd --system --gid 10001 shop && useradd --system --uid 10001 --gid shop --home-dir /app --no-create-home shop
COPY --from=build /opt/venv /opt/venv
COPY --chown=root:root . /app
COPY --from=static /app/staticfiles /app/staticfiles
RUN install -d -o shop -g shop /app/var /app/media
WORKDIR /app
USER shop
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=4 CMD ["python", "scripts/check_health.py"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "1", \
     "--no-ws", "--respawn-failed-workers", "marketplace.wsgi:application"]
