# Guildhall as one image. The same image runs the web server (as it stands), the worker, the relay and the robot:
#
#   web      the default command; put a TLS proxy before it and set GUILDHALL_BEHIND_PROXY=yes
#   worker   celery --app guildhall.config.celery worker --queues guildhall,documents
#   relay    python manage.py relay
#   robot    python manage.py robot --every 30
#   first    python manage.py prepare        once before the others start, and again after each release
#
# What it is told, by environment:
#
#   DATABASE_URL            required: postgresql://user:password@host:5432/guildhall, a PostgreSQL 16 or later
#   GUILDHALL_SECRET_KEY    required: signs sessions and codes
#   GUILDHALL_BASE_HOST     the host that partners' hosts stand under, such as guildhall.example.org
#   GUILDHALL_BEHIND_PROXY  yes, if a proxy ends TLS and sets X-Forwarded-Proto
#   EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, GUILDHALL_MAIL_FROM    where letters go out
#   BROKER_URL              another broker than the queue inside PostgreSQL
#   GUILDHALL_STATE         a folder that outlives the container: the sealing key, and mail while EMAIL_HOST is not set
#   GUILDHALL_LOG_LEVEL     WARNING, unless said otherwise

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/guildhall
ENV PATH=/opt/guildhall/bin:$PATH
COPY requirements.txt ./
RUN pip install --require-hashes --no-deps -r requirements.txt

WORKDIR /srv/guildhall
ENV PYTHONPATH=/srv/guildhall:/srv/guildhall/platform DJANGO_SETTINGS_MODULE=guildhall.config.settings
COPY manage.py pyproject.toml LICENSE ./
COPY platform platform
COPY tenants tenants
COPY apps apps
COPY templates templates
COPY static/built static/built
# Names and compresses the static files. It asks nothing of a database, and the key is thrown away.
RUN DATABASE_URL=postgresql://nobody@localhost/nothing \
    GUILDHALL_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe())')" \
    GUILDHALL_STATE=/tmp/state \
    python manage.py collectstatic --noinput \
 && python -m compileall -q platform tenants apps

FROM python:3.11.14-slim-bookworm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
        fonts-liberation2 libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/guildhall --create-home --shell /usr/sbin/nologin guildhall
COPY --from=build /opt/guildhall /opt/guildhall
COPY --from=build /srv/guildhall /srv/guildhall
WORKDIR /srv/guildhall
ENV PATH=/opt/guildhall/bin:$PATH \
    PYTHONPATH=/srv/guildhall:/srv/guildhall/platform \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=guildhall.config.settings \
    GUILDHALL_STATE=/var/lib/guildhall
VOLUME ["/var/lib/guildhall"]
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]
CMD ["gunicorn", "--config", "python:guildhall.config.gunicorn", "--bind", "0.0.0.0:8000", "--access-logfile", "-"]
