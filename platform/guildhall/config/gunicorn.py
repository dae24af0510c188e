"""How gunicorn serves Guildhall: `gunicorn --config python:guildhall.config.gunicorn`.

Four settings may be given: GUILDHALL_BIND, GUILDHALL_WEB_WORKERS, GUILDHALL_WEB_THREADS and GUILDHALL_PROXY_ADDRESS.
"""

from guildhall.config import env

wsgi_app = "guildhall.config.wsgi:application"
bind = env.text("GUILDHALL_BIND", "127.0.0.1:8000")
workers = env.number("GUILDHALL_WEB_WORKERS", 4)
threads = env.number("GUILDHALL_WEB_THREADS", 4)
forwarded_allow_ips = env.text("GUILDHALL_PROXY_ADDRESS", "127.0.0.1,::1")  # whose X-Forwarded-Proto is believed

timeout = 60  # no page takes so long: statements end after five seconds
graceful_timeout = 60  # a release waits so long for the answers in hand
keepalive = 5
max_requests, max_requests_jitter = 2000, 400  # a process that has grown is made anew, not all at once
limit_request_line, limit_request_fields, limit_request_field_size = 4094, 60, 8190
accesslog = None
errorlog = "-"
loglevel = "warning"
