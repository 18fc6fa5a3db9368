"""The pages as one WSGI application, for `gongwei serve` and for any other server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongwei.config.settings")
application = get_wsgi_application()
