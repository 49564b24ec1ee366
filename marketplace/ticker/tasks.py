from marketplace.celery import app


@app.task(name="ticker.run_job", ignore_result=True)
def run_job(name: str) -> None:
    """One run of one scheduled job, sent by beat."""
    from .services import run_by_name

    run_by_name(name)
