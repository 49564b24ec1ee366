"""Celery knows the same jobs and deliveries. No broker is needed to see that."""

import json
import subprocess
import sys

SHOW = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings.test"
from celery.app.utils import find_app
app = find_app("marketplace")
app.loader.init_worker()
app.finalize()
print(json.dumps({
    "tasks": sorted(name for name in app.tasks if not name.startswith("celery.")),
    "beat": {name: [entry["task"], list(entry["args"]), entry["schedule"]]
             for name, entry in app.conf.beat_schedule.items()},
    "acks_late": app.tasks["outbox.deliver"].acks_late,
}))
"""


def test_beat_runs_the_tickers_jobs_and_deliveries_are_acknowledged_late():
    done = subprocess.run([sys.executable, "-c", SHOW], check=True, capture_output=True, text=True)
    seen = json.loads(done.stdout)
    assert seen["tasks"] == ["outbox.deliver", "ticker.run_job"]
    assert seen["beat"]["outbox.sweep"] == ["ticker.run_job", ["outbox.sweep"], 30]
    assert seen["beat"]["outbox.prune"] == ["ticker.run_job", ["outbox.prune"], 86400]
    assert seen["acks_late"] is True
