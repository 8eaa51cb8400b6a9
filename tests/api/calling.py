"""Calling the API with a token, as programs do."""

import json

from django.test import Client

from observatori.organisations.tokens import issue_token

SCOPES = {"member": ["read", "write"], "curator": ["read", "write", "curate"]}
PROBLEM = "application/problem+json"


class Caller:
    """One person’s program: JSON in, JSON out, a token in every request."""

    def __init__(self, user=None, *, scopes=None, organisation=None):
        self.client = Client()
        self.headers = {}
        if user is not None:
            scopes = scopes or SCOPES["curator" if user.is_curator else "member"]
            _token, secret = issue_token(user=user, scopes=scopes, organisation=organisation)
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path, **headers):
        return self.send("get", path, None, **headers)

    def post(self, path, body=None, **headers):
        return self.send("post", path, body, **headers)

    def patch(self, path, body, tag=None, **headers):
        condition = {} if tag is None else {"If-Match": tag}
        return self.send("patch", path, body, type="application/merge-patch+json", **condition, **headers)

    def delete(self, path, **headers):
        return self.send("delete", path, None, **headers)

    def send(self, method, path, body, *, type="application/json", **headers):
        headers = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        if body is None and method != "post":
            return getattr(self.client, method)(f"/api/v1/{path}", headers=headers)
        data = "" if body is None else body if isinstance(body, bytes | str) else json.dumps(body)
        return getattr(self.client, method)(f"/api/v1/{path}", data, content_type=type, headers=headers)


def problem(response, status):
    """Return the body of a problem, which must have this status and every field."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    body = response.json()
    assert body.keys() >= {"type", "title", "status", "detail", "instance", "code", "errors"}
    return body


def pointers(response):
    """Return ``{pointer: code}`` of a 422."""
    return {one["pointer"]: one["code"] for one in problem(response, 422)["errors"]}
