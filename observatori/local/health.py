"""Ask the web server of this machine whether it is ready, as a container’s health check: exit code 0 or 1."""

import http.client
import os
import sys

TIMEOUT = 5  # seconds


def ready(host: str, port: int) -> bool:
    """Whether `/estat/` answers 200 to a request for ``host``, which must be one the settings allow."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/estat/", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not ready(os.environ["HOSTS"].partition(",")[0].lstrip("."), int(os.environ["PORT"])))
