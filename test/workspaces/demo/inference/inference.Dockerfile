# A small image for the edge.
FROM python:3.12-alpine

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir torch==2.9.1 -r requirements.txt
COPY predict.py .
ENTRYPOINT ["python", "predict.py"]
