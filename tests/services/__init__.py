"""Real servers for the tests: MariaDB, Redis and SeaweedFS as private processes on free ports of 127.0.0.1.

`python -m tests.services start|stop|status|env|run -- COMMAND`. All state lies under `var/services/`; a process that
was not started here is never touched. A test that must kill or restart a server makes one of its own in a temporary
directory from the classes in `mariadb`, `redis` and `seaweedfs`.
"""
