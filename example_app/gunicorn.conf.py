"""How gunicorn serves the application: ``gunicorn -c example_app/gunicorn.conf.py``.

The command line wins over this file: ``--bind 0.0.0.0:8000`` in a container, for example.
"""

from __future__ import annotations

import os

wsgi_app = "example_app:create_app()"

#: Only this machine: a proxy that speaks HTTPS stands before it.
bind = "127.0.0.1:8000"

#: Two processes, so that one can be killed and messages are still answered. They share STORE; with
#: ``memory://`` there must be one.
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)

#: A handler that waits -- for WeCom, for a database, for its conversation -- occupies a thread and
#: nothing else.
worker_class = "gthread"
threads = 16

#: Settings are read once, before the fork: a mistake ends the start with its own message instead of
#: a loop of dying workers. Connections and threads of the extension are made after the fork.
preload_app = True

#: A worker whose main loop is silent for so long is replaced. Threads may take longer.
timeout = 30

#: What a stopping worker may still need: WeCom waits five seconds for an answer, a deferred handler
#: can take longer. Set it to your longest one; what is not finished by then is lost.
graceful_timeout = 30

#: Longer than the proxy keeps its own connections, or it will now and then write into a closed one.
keepalive = 75

#: The heartbeat file must not wait for a disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - its own file

#: Only the parent process controls these workers.
control_socket_disable = True

#: A callback carries its signature in the query: log the path without it.
accesslog = "-"
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
