# The bot in a slim image: docker run -e BOT_TOKEN=… -e OWNER_IDS=… -v kumbara:/data kumbara
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY loyalty ./loyalty
COPY storage ./storage
COPY bot ./bot
COPY locales ./locales
RUN python -m venv /opt/kumbara && /opt/kumbara/bin/pip install --no-cache-dir .

FROM python:3.13-slim
RUN useradd --system --create-home --uid 10001 kumbara && install -d -o kumbara /data
COPY --from=build /opt/kumbara /opt/kumbara
ENV PATH=/opt/kumbara/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/kumbara.db \
    LISTEN=0.0.0.0:8080 \
    LOG_FORMAT=json
USER kumbara
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["kumbara"]
CMD ["run"]
