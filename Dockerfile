# khotin in a container: crawls what is due, for good. The archive is the volume /archive.
FROM python:3.12-slim

WORKDIR /khotin
COPY pyproject.toml README.md LICENSE .constraints.txt ./
COPY crawler crawler/
COPY spiders spiders/
COPY pipelines pipelines/
COPY fixtures/demo fixtures/demo/
RUN pip install --no-cache-dir -c .constraints.txt -e '.[files,notify,parquet]' \
 && useradd --create-home khotin \
 && install -d -o khotin /archive /portals /watches

USER khotin
ENV KHOTIN_ARCHIVE=/archive
VOLUME /archive
STOPSIGNAL SIGTERM
ENTRYPOINT ["khotin"]
CMD ["run"]
