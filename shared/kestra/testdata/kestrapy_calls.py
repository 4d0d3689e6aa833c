"""The calls that package kestra makes, made by Kestra's own client. Arguments: URL, user, password, callback URL, Kestra's line."""

import json
import sys
import time

from kestrapy import KestraClient

url, user, password, callback, line = sys.argv[1:]
FLOW, LABEL = "ai-pull-request-analysis", f"kestrapy-{line}-{time.time_ns()}"

executions = KestraClient(host=url, username=user, password=password, timeout=30).executions


def status_of(call):
    try:
        call()
    except Exception as e:  # each version of the client has its own classes
        return getattr(e, "status", None) or getattr(getattr(e, "response", None), "status_code", None) or repr(e)
    return 200


def eventually(what, found):
    for _ in range(300):
        try:
            value = found()
        except Exception as e:
            if getattr(e, "status", 404) != 404:
                raise
            value = None
        if value:
            return value
        time.sleep(0.1)
    raise SystemExit(f"not within 30 seconds: {what}")


context = {"schema": 1, "kind": "pull_request", "boundary": "B", "max_findings": 1, "response_schema": {"type": "object"}, "parts": [LABEL]}
inputs = {
    "analysis_id": LABEL,
    "attempt": 1,
    "context": ("context.json", json.dumps(context).encode()),
    "callback_url": callback,
    "callback_token": "secret-of-kestrapy",
}
started = executions.create_execution("main", "devplus", FLOW, labels=[f"analysis:{LABEL}"], inputs=inputs)
assert started.id and started.flow_id == FLOW and started.namespace == "devplus", started
assert str(started.url).endswith(f"/executions/devplus/{FLOW}/{started.id}"), started.url
assert {"analysis": LABEL}.items() <= {label.key: label.value for label in started.labels}.items(), started.labels

read = eventually("the execution is read", lambda: executions.execution(started.id, "main"))
assert read.id == started.id and read.state.current, read
assert "secret-of-kestrapy" not in str(read.to_dict()), "the secret input can be read"

filters = [
    {"field": "LABELS", "operation": "EQUALS", "value": {"analysis": LABEL}},
    {"field": "FLOW_ID", "operation": "EQUALS", "value": FLOW},
]
page = eventually(
    "the execution is found",
    lambda: (lambda p: p if p["total"] else None)(executions.search_executions("main", page=1, size=5, sort=["state.startDate:desc"], filters=filters)),
)
assert page["total"] == 1 and page["results"][0]["id"] == started.id, page

executions.kill_execution(started.id, "main")
end = eventually("the execution is killed", lambda: (lambda e: e if e.state.end_date else None)(executions.execution(started.id, "main")))
assert str(getattr(end.state.current, "value", end.state.current)) == "KILLED", end.state

executions.delete_execution(started.id, "main", delete_logs=True, delete_metrics=True, delete_storage=True)
gone = status_of(lambda: executions.execution(started.id, "main"))
assert gone == 404, f"a deleted execution is read with {gone}"

stranger = KestraClient(host=url, username=user, password="Wr0ng-password", timeout=30).executions
refusals = {
    "wrong password": (status_of(lambda: stranger.execution(started.id, "main")), 401),
    "unknown execution": (status_of(lambda: executions.execution("none", "main")), 404),
    "unknown flow": (status_of(lambda: executions.create_execution("main", "devplus", "none", inputs=inputs)), 404),
    "missing inputs": (status_of(lambda: executions.create_execution("main", "devplus", FLOW, inputs={"attempt": 1})), 422),
}
wrong = {name: got for name, (got, want) in refusals.items() if got != want}
assert not wrong, wrong
print(LABEL)
